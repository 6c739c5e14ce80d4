package io.vertebra.proof.soak;

import io.vertebra.client.CallOptions;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Collections;

/**
 * One call of any mode, whose answer is looked at.
 *
 * @param messages of a stream
 */
record Echoes(EchoClient client, CallOptions options, int messages) {

  static final int MODES = 4;

  /**
   * Makes the call.
   *
   * @return fails with {@link WrongAnswer} when it ends well and has not answered as it should
   */
  Future<Void> in(int mode, EchoRequest request) {
    return switch (mode) {
      case 0 -> client.unary(request, options).map(response -> check(request, response, 0));
      case 1 ->
          client
              .serverStream(request.toBuilder().setCount(messages).build(), options)
              .compose(responses -> read(request, responses));
      case 2 ->
          client
              .clientStream(out -> write(request, out, messages), options)
              .map(response -> checkJoined(request, response));
      default ->
          client
              .bidiStream(out -> write(request, out, messages), options)
              .compose(responses -> read(request, responses));
    };
  }

  private static Future<Void> write(EchoRequest request, WriteStream<EchoRequest> out, int left) {
    return left == 0
        ? Future.succeededFuture()
        : out.write(request).compose(written -> write(request, out, left - 1));
  }

  private Future<Void> read(EchoRequest request, ReadStream<EchoResponse> responses) {
    Promise<Void> ended = Promise.promise();
    int[] count = {0};
    responses.exceptionHandler(ended::tryFail);
    responses.endHandler(
        end -> {
          if (count[0] == messages) {
            ended.tryComplete();
          } else {
            ended.tryFail(new WrongAnswer("a stream short of messages"));
          }
        });
    responses.handler(
        response -> {
          try {
            check(request, response, count[0]++);
          } catch (WrongAnswer wrong) {
            ended.tryFail(wrong);
          }
        });
    return ended.future();
  }

  private static Void check(EchoRequest request, EchoResponse response, int index) {
    if (!response.getText().equals(request.getText())
        || response.getIndex() != index
        || !response.getPayload().equals(request.getPayload())) {
      throw new WrongAnswer("another message than was sent");
    }
    return null;
  }

  private Void checkJoined(EchoRequest request, EchoResponse response) {
    String joined = String.join(",", Collections.nCopies(messages, request.getText()));
    if (!response.getText().equals(joined) || response.getIndex() != messages) {
      throw new WrongAnswer("a sum of other messages than were sent");
    }
    return null;
  }
}
