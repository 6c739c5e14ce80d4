package io.vertebra.proof.drain;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Streaming calls to one node, a message every 50 ms in each direction that streams. */
final class Streams {

  private static final int PACE_MILLIS = 50;
  private static final List<RpcMode> MODES =
      List.of(RpcMode.SERVER_STREAMING, RpcMode.CLIENT_STREAMING, RpcMode.BIDI_STREAMING);

  /**
   * How a call ended.
   *
   * @param code its status
   * @param atNanos when, by {@link System#nanoTime}
   */
  record End(RpcMode mode, RpcCode code, long atNanos) {}

  private final Vertx vertx;
  private final EchoClient client;
  final Queue<End> ends = new ConcurrentLinkedQueue<>();

  Streams(Vertx vertx, EchoClient client) {
    this.vertx = vertx;
    this.client = client;
  }

  /** Starts calls of all three modes; the future ends with the last of them. */
  Future<?> start(int ofEachMode, int messages) {
    List<Future<Void>> calls =
        MODES.stream()
            .flatMap(mode -> Stream.generate(() -> call(mode, messages)).limit(ofEachMode))
            .toList();
    return Future.join(calls);
  }

  static int modes() {
    return MODES.size();
  }

  private Future<Void> call(RpcMode mode, int messages) {
    return made(mode, messages)
        .transform((done, cause) -> Future.succeededFuture(ended(mode, cause)));
  }

  private Future<Void> made(RpcMode mode, int messages) {
    return switch (mode) {
      case SERVER_STREAMING ->
          client.serverStream(paced(messages)).compose(in -> read(in, messages));
      case CLIENT_STREAMING -> client.clientStream(out -> write(out, messages)).mapEmpty();
      case BIDI_STREAMING ->
          client.bidiStream(out -> write(out, messages)).compose(in -> read(in, messages));
      case UNARY -> Future.failedFuture("unary (expected: a mode that streams)");
    };
  }

  private Void ended(RpcMode mode, Throwable cause) {
    RpcCode code = cause == null ? RpcCode.OK : RpcException.from(cause).code();
    ends.add(new End(mode, code, System.nanoTime()));
    return null;
  }

  private static EchoRequest paced(int messages) {
    return EchoRequest.newBuilder().setCount(messages).setDelayMs(PACE_MILLIS).build();
  }

  private Future<Void> write(WriteStream<EchoRequest> out, int left) {
    return left == 0
        ? Future.succeededFuture()
        : out.write(EchoRequest.getDefaultInstance())
            .compose(written -> vertx.timer(PACE_MILLIS))
            .compose(waited -> write(out, left - 1));
  }

  /** A stream that ends well, but short of its messages, has not ended well. */
  private static Future<Void> read(ReadStream<EchoResponse> in, int messages) {
    Promise<Void> ended = Promise.promise();
    int[] count = {0};
    in.exceptionHandler(ended::tryFail);
    in.endHandler(
        end -> {
          if (count[0] == messages) {
            ended.tryComplete();
          } else {
            ended.tryFail("%d messages (expected: %d)".formatted(count[0], messages));
          }
        });
    in.handler(message -> count[0]++);
    return ended.future();
  }
}
