package io.vertebra.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log when there is no logback.xml: INFO and above to standard error, because commands print
 * their results to standard output.
 *
 * <p>Event loops never wait for a terminal: when {@value #MAX_WAITING} lines wait, further ones are
 * dropped. In code, because reading XML would make half of the time it takes to start the log.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class DefaultLog extends ContextAwareBase implements Configurator {

  private static final int MAX_WAITING = 8_192;

  /** For logback, which finds this by ServiceLoader. */
  public DefaultLog() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (isConfigured()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    install(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Whether the user says how, in one of logback's own ways. */
  private static boolean isConfigured() {
    ClassLoader loader = DefaultLog.class.getClassLoader();
    return System.getProperty("logback.configurationFile") != null
        || loader.getResource("logback-test.xml") != null
        || loader.getResource("logback.xml") != null;
  }

  static void install(LoggerContext context) {
    LineEncoder encoder = new LineEncoder();
    encoder.setContext(context);
    encoder.start();

    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();

    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setName("queue");
    queue.setQueueSize(MAX_WAITING);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.addAppender(console);
    queue.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(queue);
    // Peers that break the rules of HTTP/2 can make it write a line per frame.
    context.getLogger("io.netty").setLevel(Level.WARN);
    // Vert.x logs what breaks a connection before it is in use, which the calls that wait are told.
    context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
  }
}
