package io.vertebra.platform;

import io.vertebra.platform.PlatformLayers.Setting;
import io.vertebra.telemetry.LogOutput;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until it is told to stop. */
@Command(
    name = "run",
    addMethodSubcommands = false,
    description = {
      "Runs services in this process until SIGTERM or Ctrl-C, which finish the calls that run.",
      "Prints one line once calls are served."
    },
    footer = {
      "",
      "Examples:",
      "  java -jar target/vertebra.jar run",
      "  java -jar target/vertebra.jar run --services order,risk --port 9090 --env prod",
      "  java -cp target/vertebra.jar:greeting.jar io.vertebra.platform.Main run --services greeting",
      "The last one adds the services of another jar: docs/SERVICES.md."
    })
final class RunCommand implements Callable<Integer> {

  /** Beyond the drain: modules, pools and event loops. */
  private static final Duration STOP_MARGIN = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(
      names = "--services",
      paramLabel = "NAME[,NAME...]",
      description = "The service modules to run; without it, all on the class path.")
  private String services;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The gRPC port, as server.port; 0 takes a free one.")
  private String port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the process keeps its files, as dataDir; made when it is missing.")
  private String dataDir;

  private final Supplier<Groundwork> groundwork;

  RunCommand(Supplier<Groundwork> groundwork) {
    this.groundwork = groundwork;
  }

  @Override
  public Integer call() throws Exception {
    Groundwork laid = groundwork.get();
    PlatformConfig config = options.load(settings()).configuration().value();
    Platform platform = Platform.of(laid.vertx(), laid.metrics(), config, Modules.of(config));
    LogOutput.apply(config.telemetry().log());
    CountDownLatch stopped = new CountDownLatch(1);
    Duration patience = config.server().drainTimeout().plus(STOP_MARGIN);
    Thread hook = new Thread(() -> stop(platform, patience, stopped), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      join(platform.start());
    } catch (ExecutionException failure) {
      Runtime.getRuntime().removeShutdownHook(hook);
      stop(platform, patience, stopped);
      return explain(failure.getCause(), config);
    }
    announce(platform, config);
    stopped.await();
    return 0;
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    add(settings, "--services", "services", services);
    add(settings, "--port", "server.port", port);
    add(settings, "--data-dir", "dataDir", dataDir);
    return settings;
  }

  private static void add(List<Setting> settings, String flag, String path, String value) {
    if (value != null) {
      settings.add(new Setting(flag, path, value));
    }
  }

  private void announce(Platform platform, PlatformConfig config) {
    double seconds = Math.round(ManagementFactory.getRuntimeMXBean().getUptime() / 100.0) / 10.0;
    PrintWriter out = spec.commandLine().getOut();
    List<String> names = platform.moduleNames();
    // A formatter would be made for this line alone, ahead of the first call.
    out.println(
        "vertebra: "
            + String.join(", ", names)
            + (names.size() == 1 ? " serves" : " serve")
            + (" gRPC on " + config.server().host() + ":" + platform.port())
            + ", metrics and health on http://"
            + (config.admin().host() + ":" + platform.adminPort())
            + (", ready after " + seconds + " s"));
    out.flush();
  }

  private int explain(Throwable failure, PlatformConfig config) throws Exception {
    if (failure instanceof BindException) {
      spec.commandLine()
          .getErr()
          .printf(
              "server.port: %d (expected: a port of %s that no other process listens on)%n",
              config.server().port(), config.server().host());
      return Main.FAILED;
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    throw new IllegalStateException(failure);
  }

  private static void stop(Platform platform, Duration patience, CountDownLatch stopped) {
    // Not a constant: other commands make this one too, and have no use for a logging system.
    Logger log = LoggerFactory.getLogger(RunCommand.class);
    log.info("stopping");
    CompletableFuture<Void> stop = platform.stop().toCompletionStage().toCompletableFuture();
    try {
      stop.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      log.info("stopped");
    } catch (ExecutionException | TimeoutException failure) {
      log.error("the stop did not end well", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      LogOutput.close();
      stopped.countDown();
    }
  }

  private static <T> T join(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
