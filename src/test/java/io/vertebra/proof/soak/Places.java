package io.vertebra.proof.soak;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Opens as many streams at once as there are places for, which one lost place makes impossible. */
final class Places {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Places() {}

  /** How many of so many calls, all open at once from one event loop, were answered. */
  static int open(Vertx vertx, EchoClient client, int calls) {
    List<CallHandle> handles = new ArrayList<>();
    List<Future<Boolean>> answered = new ArrayList<>();
    Context loop = vertx.getOrCreateContext();
    for (int i = 0; i < calls; i++) {
      CallHandle handle = new CallHandle();
      handles.add(handle);
      Promise<Boolean> done = Promise.promise();
      loop.runOnContext(begin -> answers(client, handle).onComplete(done));
      answered.add(done.future());
    }
    Rig.await(Future.join(answered));
    handles.forEach(handle -> handle.cancel("counted"));
    return (int) answered.stream().filter(Future::result).count();
  }

  /** Whether the server answers, of a call that goes on then. */
  private static Future<Boolean> answers(EchoClient client, CallHandle handle) {
    Promise<Boolean> answered = Promise.promise();
    client
        .bidiStream(
            out ->
                out.write(EchoRequest.getDefaultInstance())
                    .compose(written -> Promise.<Void>promise().future()),
            CallOptions.DEFAULT.withTimeout(PATIENCE).withHandle(handle))
        .onFailure(lost -> answered.tryComplete(false))
        .onSuccess(responses -> first(responses, answered));
    return answered.future();
  }

  private static void first(ReadStream<EchoResponse> responses, Promise<Boolean> answered) {
    responses.exceptionHandler(lost -> answered.tryComplete(false));
    responses.handler(response -> answered.tryComplete(true));
  }
}
