package io.vertebra.proof.hostile;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A client with a reason to cancel many calls, and one call that it wants to keep. */
final class Honest {

  private static final int AT_ONCE = 50;
  private static final EchoRequest ANY = EchoRequest.getDefaultInstance();

  private Honest() {}

  /**
   * What {@link #cancel} saw.
   *
   * @param cancelled calls that ended because they were cancelled
   * @param kept whether the call that was not cancelled went on
   */
  record Seen(int cancelled, boolean kept) {}

  /** Cancels that many calls, all on one connection, a few at a time. */
  static Seen cancel(int port, int calls) throws Exception {
    Vertx vertx = Vertx.vertx();
    ClientConfig one =
        ConfigNode.parse("proof", "maxConnectionsPerEndpoint: 1").bind(ClientConfig.class);
    Http2Transport transport = new Http2Transport(vertx, one);
    try {
      EchoClient client =
          new EchoClient(Channel.builder(vertx, transport.to("127.0.0.1", port)).build());
      CallHandle kept = new CallHandle();
      Future<RpcException> end = await(opened(client, kept)).end();
      int cancelled = cancelAll(client, calls);
      Thread.sleep(200);
      Seen seen = new Seen(cancelled, !end.isComplete());
      kept.cancel("done");
      return seen;
    } finally {
      await(transport.close().eventually(vertx::close));
    }
  }

  /** How many could be cancelled before the connection was lost, if it was. */
  private static int cancelAll(EchoClient client, int calls) throws Exception {
    int cancelled = 0;
    try {
      for (int done = 0; done < calls; done += AT_ONCE) {
        cancelled += cancelSome(client, Math.min(AT_ONCE, calls - done));
      }
    } catch (ExecutionException lost) {
      return cancelled;
    }
    return cancelled;
  }

  private static int cancelSome(EchoClient client, int calls) throws Exception {
    List<CallHandle> handles = new ArrayList<>();
    List<Future<Opened>> opening = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      handles.add(new CallHandle());
      opening.add(opened(client, handles.get(i)));
    }
    int cancelled = 0;
    for (int i = 0; i < calls; i++) {
      Opened open = await(opening.get(i));
      handles.get(i).cancel("changed its mind");
      cancelled += await(open.end()).kind() == Outcome.Kind.CANCELLED ? 1 : 0;
    }
    return cancelled;
  }

  private record Opened(Future<RpcException> end) {}

  /** A stream whose headers have come. */
  private static Future<Opened> opened(EchoClient client, CallHandle handle) {
    return client
        .serverStream(ANY, CallOptions.DEFAULT.withHandle(handle))
        .map(stream -> new Opened(end(stream)));
  }

  private static Future<RpcException> end(ReadStream<EchoResponse> stream) {
    Promise<RpcException> end = Promise.promise();
    stream.exceptionHandler(cause -> end.tryComplete(RpcException.from(cause)));
    stream.handler(response -> {});
    return end.future();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
