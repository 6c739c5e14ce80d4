package io.vertebra.scenario;

import com.google.protobuf.Message;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a server does with one attempt after another; those that nothing is said of are served. */
final class Script implements Interceptor {

  private final Queue<Interceptor> steps = new ConcurrentLinkedQueue<>();

  /** The metadata of each attempt that came. */
  final List<Metadata> came = Collections.synchronizedList(new ArrayList<>());

  /** How each of them ended at the server. */
  final List<Outcome> ended = Collections.synchronizedList(new ArrayList<>());

  Script then(Interceptor step) {
    steps.add(step);
    return this;
  }

  /** Fails at once. */
  Script fail(RpcCode code, String... trailers) {
    return then((request, next) -> Future.failedFuture(failure(code, trailers)));
  }

  /** Fails after some of the requests, or the one. */
  Script failAfterReading(int count, RpcCode code) {
    return then((request, next) -> read(request, count).compose(read -> failed(code)));
  }

  /** Says nothing until it is cancelled. */
  Script hang() {
    return then((request, next) -> Promise.<RpcResponse>promise().future());
  }

  /** Serves after a while. */
  Script serveAfter(int millis) {
    return then(
        (request, next) ->
            request.context().vertxContext().timer(millis).compose(waited -> next.handle(request)));
  }

  private static RpcException failure(RpcCode code, String... trailers) {
    return RpcException.of(code, "scripted").withTrailers(Metadata.of(trailers));
  }

  private static Future<RpcResponse> failed(RpcCode code) {
    return Future.failedFuture(failure(code));
  }

  private static Future<Void> read(RpcRequest request, int count) {
    if (!request.messages().isStream()) {
      return request.messages().one().mapEmpty();
    }
    Promise<Void> done = Promise.promise();
    ReadStream<Message> stream = request.messages().stream();
    int[] left = {count};
    stream.exceptionHandler(done::tryFail);
    stream.endHandler(end -> done.tryComplete());
    stream.handler(
        message -> {
          left[0]--;
          if (left[0] == 0) {
            done.tryComplete();
          }
        });
    stream.resume();
    return done.future();
  }

  @Override
  public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
    came.add(request.metadata());
    request.whenEnded(ended::add);
    Interceptor step = steps.poll();
    return step == null ? next.handle(request) : step.intercept(request, next);
  }
}
