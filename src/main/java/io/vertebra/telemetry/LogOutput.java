package io.vertebra.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.spi.AppenderAttachable;
import io.vertebra.config.ConfigException;
import io.vertebra.config.ConfigException.Problem;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the log goes and in which form: {@link DefaultLog} or a logback.xml of the user, and the
 * configuration on top.
 */
public final class LogOutput {

  private LogOutput() {}

  /**
   * Sets place, form and levels as configured. The form is that of each appender whose encoder is
   * {@link LineEncoder}; others keep theirs.
   *
   * @throws ConfigException when logback does not take the configured file
   */
  public static void apply(LogConfig config) {
    config.file().ifPresent(LogOutput::load);
    LoggerContext context = context();
    config
        .format()
        .ifPresent(
            format ->
                context
                    .getLoggerList()
                    .forEach(logger -> formatAll(logger.iteratorForAppenders(), format)));
    config
        .level()
        .ifPresent(level -> context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(logback(level)));
    config.levels().forEach((name, level) -> context.getLogger(name).setLevel(logback(level)));
  }

  /** Writes out what waits to be written; nothing is logged afterwards. The last step of a stop. */
  public static void close() {
    // A command that logs nothing leaves the logging system out.
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  static void load(Path file) {
    LoggerContext context = context();
    context.reset();
    JoranConfigurator reader = new JoranConfigurator();
    reader.setContext(context);
    try {
      reader.doConfigure(file.toFile());
      context.start();
    } catch (JoranException wrong) {
      String rule = "a configuration of logback; it says: " + wrong.getMessage();
      throw new ConfigException(
          List.of(new Problem("telemetry.log.file", file.toString(), rule, "")));
    }
  }

  private static void formatAll(
      Iterator<Appender<ILoggingEvent>> appenders, LogConfig.Format format) {
    while (appenders.hasNext()) {
      Appender<ILoggingEvent> appender = appenders.next();
      if (appender instanceof OutputStreamAppender<ILoggingEvent> output
          && output.getEncoder() instanceof LineEncoder encoder) {
        encoder.format(format);
      }
      if (appender instanceof AppenderAttachable<?> outer) {
        formatAll(attached(outer), format);
      }
    }
  }

  /** An appender of logging events hands on logging events. */
  @SuppressWarnings("unchecked")
  private static Iterator<Appender<ILoggingEvent>> attached(AppenderAttachable<?> outer) {
    return ((AppenderAttachable<ILoggingEvent>) outer).iteratorForAppenders();
  }

  private static ch.qos.logback.classic.Level logback(LogConfig.Level level) {
    return ch.qos.logback.classic.Level.valueOf(level.name());
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
