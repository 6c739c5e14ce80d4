package io.vertebra.resilience.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.test.relay.RelayService;
import io.vertebra.time.ManualTimeSource;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServiceConfigFileTest {

  private static final Duration EVERY = Duration.ofSeconds(1);

  @TempDir private Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingWork blocking = BlockingWork.of(vertx, "test", 1, 10);
  private final ManualTimeSource time = new ManualTimeSource();
  private final PolicyTable table = new PolicyTable();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ServiceConfigFile.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path path;
  private ServiceConfigFile file;

  @BeforeEach
  void watch() {
    path = dir.resolve("service-config.json");
    file = new ServiceConfigFile(path, EVERY, table, blocking, time);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    file.close();
    blocking.close();
    vertx.close();
  }

  private void write(String timeout) throws IOException {
    Files.writeString(
        path, "{\"methodConfig\": [{\"name\": [{}], \"timeout\": \"" + timeout + "\"}]}");
  }

  private void start() throws Exception {
    file.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    awaitLooked();
  }

  /** The next look is scheduled when one is over. */
  private void awaitLooked() {
    await().atMost(Duration.ofSeconds(10)).until(() -> time.scheduled() == 1);
  }

  private void look() {
    time.advance(EVERY);
    awaitLooked();
  }

  private Optional<Duration> timeout() {
    return table.of(RelayService.METHOD_HURRY).timeout();
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void takesAFileThatIsThereAndItsChanges() throws Exception {
    write("1s");
    start();
    assertThat(timeout()).hasValue(Duration.ofSeconds(1));

    write("2s");
    look();
    assertThat(timeout()).hasValue(Duration.ofSeconds(2));

    Files.delete(path);
    look();
    assertThat(timeout()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void waitsForAFileThatIsNotThere() throws Exception {
    start();
    assertThat(timeout()).isEmpty();

    write("3s");
    look();
    assertThat(timeout()).hasValue(Duration.ofSeconds(3));
  }

  @Test
  void keepsTheLastGoodOneAndWarnsOncePerContent() throws Exception {
    write("1s");
    start();

    write("1 s");
    look();
    look();
    assertThat(timeout()).hasValue(Duration.ofSeconds(1));
    assertThat(warnings())
        .containsExactly(
            "service config refused, what was in force stays so: "
                + path
                + ": methodConfig[0].timeout: 1 s (expected: seconds, such as 1.5s)");

    write("none");
    look();
    assertThat(warnings()).hasSize(2);

    write("4s");
    look();
    assertThat(timeout()).hasValue(Duration.ofSeconds(4));
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void warnsOnceOfAFileThatCannotBeRead() throws Exception {
    write("1s");
    start();

    Files.delete(path);
    Files.createDirectory(path);
    look();
    look();

    assertThat(timeout()).hasValue(Duration.ofSeconds(1));
    assertThat(warnings()).hasSize(1).first().asString().contains(path.toString());
  }

  @Test
  void refusesToStartWithOneThatIsWrong() throws IOException {
    write("none");

    await()
        .atMost(Duration.ofSeconds(10))
        .until(file.start().toCompletionStage().toCompletableFuture()::isCompletedExceptionally);
    assertThat(time.scheduled()).isZero();
  }

  @Test
  void looksNoMoreWhenClosed() throws Exception {
    write("1s");
    start();

    file.close();
    write("2s");
    time.advance(EVERY);

    assertThat(time.scheduled()).isZero();
    assertThat(timeout()).hasValue(Duration.ofSeconds(1));
  }
}
