package io.vertebra.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.ConsoleAppender;
import io.vertebra.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated("there is one log per process")
class LogOutputTest {

  private static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();

  @TempDir Path directory;

  @AfterEach
  void restore() {
    LogOutput.load(Path.of("src/test/resources/logback-test.xml"));
  }

  @Test
  void theUsersFileTakesOverAndTheConfigurationSetsFormAndLevels() throws IOException {
    Path out = directory.resolve("out.log");
    LogOutput.apply(
        new LogConfig(
            Optional.of(configuration(out)),
            Optional.of(LogConfig.Format.JSON),
            Optional.of(LogConfig.Level.WARN),
            Map.of("io.vertebra.access", LogConfig.Level.DEBUG)));

    LoggerFactory.getLogger("io.vertebra.access").debug("seen");
    LoggerFactory.getLogger("io.vertebra.other").info("unseen");
    LogOutput.close();

    assertThat(Files.readAllLines(out))
        .singleElement()
        .satisfies(line -> assertThat(new JsonObject(line).getString("message")).isEqualTo("seen"));
  }

  @Test
  void whatIsNotConfiguredStays() throws IOException {
    Path out = directory.resolve("out.log");

    LogOutput.apply(
        new LogConfig(
            Optional.of(configuration(out)), Optional.empty(), Optional.empty(), Map.of()));

    assertThat(CONTEXT.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.TRACE);
    LoggerFactory.getLogger("a").trace("text");
    LogOutput.close();
    assertThat(Files.readAllLines(out)).singleElement().asString().endsWith("TRACE a: text");
  }

  @Test
  void withoutAFileInfoGoesToStandardErrorByAQueue() {
    LoggerContext context = new LoggerContext();

    DefaultLog.install(context);

    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    assertThat(root.getLevel()).isEqualTo(Level.INFO);
    assertThat(root.getAppender("queue"))
        .isInstanceOfSatisfying(
            AsyncAppender.class,
            queue -> {
              assertThat(queue.isNeverBlock()).isTrue();
              assertThat(queue.getAppender("console"))
                  .isInstanceOfSatisfying(
                      ConsoleAppender.class,
                      console -> assertThat(console.getTarget()).isEqualTo("System.err"));
            });
    context.stop();
  }

  @Test
  void aFileOnTheClassPathTakesTheDefaultsPlace() {
    LoggerContext context = new LoggerContext();

    // There is one: logback-test.xml.
    assertThat(new DefaultLog().configure(context))
        .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("queue")).isNull();
  }

  @Test
  void aFileThatIsNoConfigurationIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("logback.xml"), "<configuration><root>");

    assertThatThrownBy(() -> LogOutput.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("telemetry.log.file: " + file)
        .hasMessageContaining("(expected: a configuration of logback; it says: ");
  }

  private Path configuration(Path out) throws IOException {
    return Files.writeString(
        directory.resolve("logback.xml"),
        """
        <configuration>
          <appender name="file" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder class="io.vertebra.telemetry.LineEncoder"/>
          </appender>
          <appender name="queue" class="ch.qos.logback.classic.AsyncAppender">
            <appender-ref ref="file"/>
          </appender>
          <root level="trace">
            <appender-ref ref="queue"/>
          </root>
        </configuration>
        """
            .formatted(out));
  }
}
