package io.vertebra.scenario;

import io.vertebra.client.CallOptions;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;

/** Calls in any mode, and all that their caller sees. */
final class Calls {

  private Calls() {}

  static Future<Answer> start(
      EchoClient client, RpcMode mode, CallOptions options, EchoRequest... requests) {
    Metadata[] metadata = new Metadata[2];
    CallOptions observed =
        options.onHeaders(headers -> metadata[0] = headers).onTrailers(t -> metadata[1] = t);
    List<EchoResponse> messages = new ArrayList<>();
    return responses(client, mode, observed, messages, requests)
        .transform(
            (done, cause) ->
                Future.succeededFuture(
                    new Answer(
                        metadata[0],
                        messages,
                        metadata[1],
                        cause == null ? null : (RpcException) cause)));
  }

  private static Future<Void> responses(
      EchoClient client,
      RpcMode mode,
      CallOptions options,
      List<EchoResponse> messages,
      EchoRequest... requests) {
    return switch (mode) {
      case UNARY -> client.unary(requests[0], options).onSuccess(messages::add).mapEmpty();
      case SERVER_STREAMING ->
          client.serverStream(requests[0], options).compose(in -> Rig.collect(in, messages));
      case CLIENT_STREAMING ->
          client
              .clientStream(out -> writeAll(out, requests), options)
              .onSuccess(messages::add)
              .mapEmpty();
      case BIDI_STREAMING ->
          client
              .bidiStream(out -> writeAll(out, requests), options)
              .compose(in -> Rig.collect(in, messages));
    };
  }

  private static Future<Void> writeAll(WriteStream<EchoRequest> out, EchoRequest... requests) {
    Future<Void> written = Future.succeededFuture();
    for (EchoRequest request : requests) {
      written = written.compose(ignored -> out.write(request));
    }
    return written;
  }
}
