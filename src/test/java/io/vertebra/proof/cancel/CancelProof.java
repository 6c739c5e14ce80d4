package io.vertebra.proof.cancel;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.proof.Echoing;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.ServerCall;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Cancels calls that wait for their answer, and looks at when the server knows. */
public final class CancelProof implements Proof {

  private static final String CANCEL = "cancel";
  private static final double MOST_MILLIS = 50;

  private static CallOptions options(Trial trial, CallHandle handle) {
    Duration patience = trial.breaks(CANCEL) ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
    return CallOptions.DEFAULT.withTimeout(patience).withHandle(handle);
  }

  @Override
  public String topic() {
    return "cancel";
  }

  @Override
  public String claim() {
    return "a cancelled call ends on the server at once, in all four modes";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(CANCEL, "leaves it to the deadline of 1 s to end the calls");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    int cancels = trial.breaks(CANCEL) ? 2 : trial.size(1000, 200) / RpcMode.values().length;
    Figures figures = new Figures();
    for (RpcMode mode : RpcMode.values()) {
      remote(trial, mode, cancels, figures);
    }
    for (RpcMode mode : RpcMode.values()) {
      local(trial, mode, cancels, figures);
    }
    return figures;
  }

  private static void remote(Trial trial, RpcMode mode, int cancels, Figures figures)
      throws Exception {
    Waiting service = new Waiting();
    double[] millis = new double[cancels];
    try (Echoing rig = new Echoing(service, false, "")) {
      for (int i = 0; i < cancels; i++) {
        CallHandle handle = new CallHandle();
        call(rig.client, mode, options(trial, handle));
        if (service.begun.poll(10, TimeUnit.SECONDS) == null) {
          throw new IllegalStateException(mode + ": call " + i + " has not reached the server");
        }
        long cancelledNanos = System.nanoTime();
        if (!trial.breaks(CANCEL)) {
          handle.cancel("measured");
        }
        millis[i] = (service.endedNanos.poll(10, TimeUnit.SECONDS) - cancelledNanos) / 1e6;
      }
    }
    Arrays.sort(millis);
    double p99 = millis[(int) Math.ceil(0.99 * cancels) - 1];
    figures.note("http2, " + mode + ", p50 of " + cancels + ", ms", text(millis[cancels / 2]));
    figures.bar("http2, " + mode + ", p99, ms", "below 50", text(p99), p99 < MOST_MILLIS, CANCEL);
  }

  private static void local(Trial trial, RpcMode mode, int cancels, Figures figures)
      throws Exception {
    Waiting service = new Waiting();
    int ended = 0;
    try (Echoing rig = new Echoing(service, true, "")) {
      for (int i = 0; i < cancels; i++) {
        ended += endsBeforeNextTask(trial, rig, service, mode) ? 1 : 0;
      }
    }
    figures.exactly("local, " + mode + ", ended before the next task", cancels, ended, CANCEL);
  }

  /** Calls and cancels on the event loop that serves the call as well. */
  private static boolean endsBeforeNextTask(Trial trial, Echoing rig, Waiting service, RpcMode mode)
      throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Context loop = rig.vertx.getOrCreateContext();
    CallHandle handle = new CallHandle();
    loop.runOnContext(ignored -> call(rig.client, mode, options(trial, handle)));
    ServerCall call = service.begun.poll(10, TimeUnit.SECONDS);
    call.context()
        .vertxContext()
        .runOnContext(
            ignored -> {
              call.context().vertxContext().runOnContext(next -> ended.complete(call.isEnded()));
              if (!trial.breaks(CANCEL)) {
                handle.cancel("measured");
              }
            });
    return ended.get(10, TimeUnit.SECONDS);
  }

  private static Future<?> call(EchoClient client, RpcMode mode, CallOptions options) {
    EchoRequest any = EchoRequest.getDefaultInstance();
    return switch (mode) {
      case UNARY -> client.unary(any, options);
      case SERVER_STREAMING -> client.serverStream(any, options);
      case CLIENT_STREAMING ->
          client.clientStream(out -> Promise.<Void>promise().future(), options);
      case BIDI_STREAMING -> client.bidiStream(out -> Promise.<Void>promise().future(), options);
    };
  }

  private static String text(double millis) {
    return "%.2f".formatted(millis);
  }
}
