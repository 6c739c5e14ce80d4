package io.vertebra.proof.backpressure;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.proof.Echoing;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Offers 1 GB to readers that have stopped, and looks at what that costs. */
public final class BackpressureProof implements Proof {

  private static final String DEMAND = "demand";
  private static final String HEED = "heed";
  private static final String WINDOW = "window";

  private static final int STREAMS = 8;
  private static final int STOPPED = 20;
  private static final int CALLS = 200;
  private static final double MIB = 1 << 20;
  private static final double MOST_MIB = 4;
  private static final double MOST_MILLIS = 100;
  private static final List<RpcMode> STREAMING =
      List.of(RpcMode.SERVER_STREAMING, RpcMode.CLIENT_STREAMING, RpcMode.BIDI_STREAMING);

  @Override
  public String topic() {
    return "backpressure";
  }

  @Override
  public String claim() {
    return "a reader that stops makes its writer stop, and costs nobody else";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(
        DEMAND, "lets readers keep 16 MiB before they stop",
        HEED, "makes the heedless writer wait when it is told to",
        WINDOW, "gives a connection no more window than one stream");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Figures figures = new Figures();
    for (boolean local : List.of(false, true)) {
      for (RpcMode mode : STREAMING) {
        stopped(trial, mode, local, figures);
      }
      for (RpcMode mode : STREAMING) {
        heedless(trial, mode, local, figures);
      }
    }
    others(trial, figures);
    return figures;
  }

  private static String route(boolean local) {
    return local ? "local" : "http2";
  }

  private static void stopped(Trial trial, RpcMode mode, boolean local, Figures figures)
      throws Exception {
    Flood flood = new Flood(trial.breaks(DEMAND), false);
    try (Echoing side = new Echoing(flood, local, "")) {
      side.client
          .unary(EchoRequest.getDefaultInstance())
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      long before = Memory.used();
      List<CallHandle> handles = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        CallHandle handle = new CallHandle();
        handles.add(handle);
        call(side.client, flood, mode, CallOptions.DEFAULT.withHandle(handle));
      }
      long taken = settled(flood);
      double grown = (Memory.used() - before) / MIB / STREAMS;
      String what = route(local) + ", " + mode + ", ";
      figures.note(what + "MiB taken of 1024, per stream", "%.2f".formatted(taken / MIB / STREAMS));
      figures.bar(
          what + "MiB of memory per stream",
          "below %.0f".formatted(MOST_MIB),
          "%.2f".formatted(grown),
          grown < MOST_MIB && taken < STREAMS * Flood.OFFERED_BYTES / 10,
          DEMAND);
      handles.forEach(handle -> handle.cancel("measured"));
    }
  }

  /** What was taken, once that grows no more. */
  private static long settled(Flood flood) throws InterruptedException {
    long last = -1;
    while (flood.taken.get() != last) {
      last = flood.taken.get();
      Thread.sleep(500);
    }
    return last;
  }

  private static void heedless(Trial trial, RpcMode mode, boolean local, Figures figures)
      throws Exception {
    Flood flood = new Flood(false, !trial.breaks(HEED));
    try (Echoing side = new Echoing(flood, local, "")) {
      CallHandle handle = new CallHandle();
      Future<?> call = call(side.client, flood, mode, CallOptions.DEFAULT.withHandle(handle));
      // A client that does not read learns of the end of a stream when it does.
      RpcCode code = code(mode == RpcMode.CLIENT_STREAMING ? call : flood.written.future());
      figures.bar(
          route(local) + ", " + mode + ", a writer that does not wait",
          RpcCode.RESOURCE_EXHAUSTED.name(),
          code,
          code == RpcCode.RESOURCE_EXHAUSTED,
          HEED);
      handle.cancel("measured");
    }
  }

  /** How a call ends; OK when it has not within 5 s. */
  private static RpcCode code(Future<?> call) throws InterruptedException {
    for (int i = 0; i < 100 && !call.isComplete(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return call.failed() ? RpcException.from(call.cause()).code() : RpcCode.OK;
  }

  /** Makes a call whose one side writes and whose other side does not read; gives how it ends. */
  private static Future<?> call(EchoClient client, Flood flood, RpcMode mode, CallOptions options) {
    EchoRequest any = EchoRequest.getDefaultInstance();
    return switch (mode) {
      case SERVER_STREAMING -> client.serverStream(any, options).compose(in -> ended(in, flood));
      case CLIENT_STREAMING -> client.clientStream(out -> flood.pour(out, Flood::request), options);
      case BIDI_STREAMING ->
          client
              .bidiStream(out -> flood.pour(out, Flood::request), options)
              .compose(in -> ended(in, flood));
      case UNARY -> client.unary(any, options);
    };
  }

  private static Future<Void> ended(ReadStream<EchoResponse> in, Flood flood) {
    Promise<Void> ended = Promise.promise();
    flood.stopReading(in);
    in.exceptionHandler(ended::tryFail);
    return ended.future();
  }

  private static void others(Trial trial, Figures figures) throws Exception {
    Flood flood = new Flood(false, false);
    // Vert.x takes no window below 65,535 bytes.
    String settings = trial.breaks(WINDOW) ? "connectionWindowSize: 256KiB" : "";
    try (Echoing side = new Echoing(flood, false, settings)) {
      List<CallHandle> handles = new ArrayList<>();
      for (int i = 0; i < STOPPED; i++) {
        CallHandle handle = new CallHandle();
        handles.add(handle);
        call(side.client, flood, RpcMode.SERVER_STREAMING, CallOptions.DEFAULT.withHandle(handle));
      }
      settled(flood);
      double worst = 0;
      for (int i = 0; i < trial.size(CALLS, 50) && worst <= 10 * MOST_MILLIS; i++) {
        long begun = System.nanoTime();
        Future<?> call = side.client.unary(EchoRequest.getDefaultInstance());
        while (!call.isComplete() && System.nanoTime() - begun < 1_500_000_000L) {
          TimeUnit.MICROSECONDS.sleep(100);
        }
        worst = Math.max(worst, (System.nanoTime() - begun) / 1e6);
      }
      figures.bar(
          "slowest unary call beside " + STOPPED + " stopped readers, ms",
          "at most %.0f".formatted(MOST_MILLIS),
          "%.1f".formatted(worst),
          worst <= MOST_MILLIS,
          WINDOW);
      handles.forEach(handle -> handle.cancel("measured"));
    }
  }
}
