package io.vertebra.proof.drain;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.ServiceRouter;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.loadbalance.RoundRobin;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Node;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.memory.MemoryRegistry;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells one of two nodes to stop while both are called, and looks at what the callers see. */
public final class DrainProof implements Proof {

  private static final String RETRY = "retry";
  private static final String DRAIN = "drain";
  private static final String LIMIT = "limit";

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(3);

  /** Beyond the drain timeout: to end what runs, modules, pools and the process. */
  private static final Duration MARGIN = Duration.ofSeconds(3);

  private static final int OF_EACH_MODE = 4;

  /** Some 2 s of a stream. */
  private static final int SHORT_MESSAGES = 40;

  private static final int ENDLESS_MESSAGES = 1_000_000;

  @Override
  public String topic() {
    return "drain";
  }

  @Override
  public String claim() {
    return "a node that is told to stop under load loses no call";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(
        RETRY, "switches the client's transparent retries off",
        DRAIN, "kills the node at once instead of telling it to stop",
        LIMIT, "gives the node a drain timeout of 10 minutes");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Node stopping = node(trial, "stopping");
        Node staying = node(trial, "staying")) {
      return run(trial, vertx, stopping, staying);
    } finally {
      await(vertx.close());
    }
  }

  private static Node node(Trial trial, String name) throws IOException, URISyntaxException {
    Path services = Files.createDirectories(trial.dir().resolve("META-INF/services"));
    Files.writeString(
        services.resolve("io.vertebra.platform.ServiceModule"), EchoModule.class.getName() + "\n");
    Path classes =
        Path.of(EchoModule.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Duration timeout = trial.breaks(LIMIT) ? Duration.ofMinutes(10) : DRAIN_TIMEOUT;
    return Node.startWith(
        trial.jar(),
        List.of(trial.dir(), classes),
        trial.dir().resolve(name + ".log"),
        List.of(
            "--services",
            EchoModule.NAME,
            "--data-dir",
            trial.dir().resolve(name).toString(),
            "--set",
            "server.drainTimeout=" + timeout.toSeconds() + "s"));
  }

  private static Figures run(Trial trial, Vertx vertx, Node stopping, Node staying)
      throws Exception {
    AtomicInteger retried = new AtomicInteger();
    Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
    ServiceRouter router =
        router(vertx, http2, stopping, staying)
            .watchedBy(
                request ->
                    end -> {
                      if (end.kind() == Outcome.Kind.CONNECTION_LOST
                          || end.status().code() == RpcCode.UNAVAILABLE) {
                        retried.incrementAndGet();
                      }
                    });
    Channel both =
        Channel.builder(vertx, trial.breaks(RETRY) ? router.withoutRetries() : router).build();
    Channel one = Channel.builder(vertx, http2.to(stopping.host(), stopping.port())).build();

    UnaryLoad load = new UnaryLoad(vertx, new EchoClient(both));
    load.start();
    Streams ending = new Streams(vertx, new EchoClient(one));
    Streams endless = new Streams(vertx, new EchoClient(one));
    endless.start(OF_EACH_MODE, ENDLESS_MESSAGES);
    Observer observer = await(Observer.of(vertx, one, stopping));
    TimeUnit.MILLISECONDS.sleep(trial.size(5_000, 1_000));
    Future<?> ended = ending.start(OF_EACH_MODE, SHORT_MESSAGES);
    TimeUnit.MILLISECONDS.sleep(500);

    final int madeBefore = load.made.get();
    long toldNanos = System.nanoTime();
    tell(trial, stopping);
    final boolean gone = stopping.awaitEnd(DRAIN_TIMEOUT.plus(MARGIN));
    long goneNanos = System.nanoTime();
    stopping.kill();
    TimeUnit.MILLISECONDS.sleep(trial.size(3_000, 500));
    await(load.stop());
    await(ended);
    await(http2.close());

    Seen seen = new Seen(load, ending, endless, observer, toldNanos, goneNanos, gone);
    return figures(seen, madeBefore, retried.get());
  }

  /** What was seen, and when the stop began and was waited for, by {@link System#nanoTime}. */
  private record Seen(
      UnaryLoad load,
      Streams ending,
      Streams endless,
      Observer observer,
      long toldNanos,
      long goneNanos,
      boolean gone) {

    /** In milliseconds after the stop began. */
    String after(long atNanos) {
      return atNanos == 0 ? "never" : String.valueOf((atNanos - toldNanos) / 1_000_000);
    }

    boolean isBeforeTheEnd(long atNanos) {
      return atNanos != 0 && atNanos - toldNanos >= 0 && goneNanos - atNanos > 0;
    }
  }

  private static Figures figures(Seen seen, int madeBefore, int retried) {
    Figures figures = new Figures();
    UnaryLoad load = seen.load;
    figures.note("unary calls before the stop", madeBefore);
    figures.note("unary calls from then on", load.made.get() - madeBefore);
    figures.note("attempts that were lost or refused", retried);
    figures.exactly("unary calls failed" + load.whyFailed(), 0, load.failed.get(), RETRY);
    streams(seen.ending, seen.endless, seen.toldNanos, figures);
    sight("health NOT_SERVING", seen, seen.observer.notServingNanos, figures);
    sight("GOAWAY on an idle connection", seen, seen.observer.goAwayNanos, figures);
    return figures.bar(
        "ms until the process had ended",
        "at most " + DRAIN_TIMEOUT.plus(MARGIN).toMillis(),
        seen.after(seen.goneNanos),
        seen.gone,
        LIMIT);
  }

  private static void sight(String what, Seen seen, long atNanos, Figures figures) {
    figures.bar(
        what + ", ms after the stop began",
        "seen before the end",
        seen.after(atNanos),
        seen.isBeforeTheEnd(atNanos),
        DRAIN);
  }

  private static void tell(Trial trial, Node node) {
    if (trial.breaks(DRAIN)) {
      node.kill();
    } else {
      node.terminate();
    }
  }

  private static void streams(Streams ending, Streams endless, long toldNanos, Figures figures) {
    figures.exactly(
        "streaming calls of some 2 s that ended well",
        (long) OF_EACH_MODE * Streams.modes(),
        ending.ends.stream().filter(end -> end.code() == RpcCode.OK).count(),
        DRAIN);
    long limitNanos = DRAIN_TIMEOUT.plus(Duration.ofSeconds(1)).toNanos();
    figures.exactly(
        "endless streaming calls that ended UNAVAILABLE, at most 1 s after the limit",
        (long) OF_EACH_MODE * Streams.modes(),
        endless.ends.stream()
            .filter(end -> end.code() == RpcCode.UNAVAILABLE)
            .filter(end -> end.atNanos() - toldNanos < limitNanos)
            .count(),
        LIMIT);
  }

  private static ServiceRouter router(
      Vertx vertx, Http2Transport http2, Node stopping, Node staying) {
    MemoryRegistry registry = new MemoryRegistry();
    for (Node node : List.of(stopping, staying)) {
      String id = String.valueOf(node.port());
      registry.register(
          new ServiceInstance(EchoService.SERVICE, id, node.host(), node.port(), id, Map.of()));
    }
    return new ServiceRouter(
        registry,
        service -> new RoundRobin(0),
        new LocalServices("the client"),
        new LocalTransport(TimeSource.system(vertx), ClientConfig.DEFAULT),
        http2);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
