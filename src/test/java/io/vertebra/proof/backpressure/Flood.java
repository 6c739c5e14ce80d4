package io.vertebra.proof.backpressure;

import com.google.protobuf.ByteString;
import io.vertebra.rpc.ServerCall;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Writes 1 GB to whoever calls, and reads nothing of what is sent. */
final class Flood implements EchoService {

  static final long OFFERED_BYTES = 1L << 30;
  static final int MESSAGE_BYTES = 64 << 10;

  /** What a reader that does not stop keeps before it does. */
  private static final int HOARD = (16 << 20) / MESSAGE_BYTES;

  /** What the streams of this side took, of what was offered to them. */
  final AtomicLong taken = new AtomicLong();

  /** How the first of its writers ended. */
  final Promise<Void> written = Promise.promise();

  private final boolean hoards;
  private final boolean heedless;

  /**
   * The service.
   *
   * @param hoards whether readers keep 16 MiB before they stop
   * @param heedless whether writers go on when they are told to wait
   */
  Flood(boolean hoards, boolean heedless) {
    this.hoards = hoards;
    this.heedless = heedless;
  }

  @Override
  public Future<EchoResponse> unary(ServerCall call, EchoRequest request) {
    return Future.succeededFuture(EchoResponse.getDefaultInstance());
  }

  @Override
  public Future<Void> serverStream(
      ServerCall call, EchoRequest request, WriteStream<EchoResponse> responses) {
    return pour(responses, Flood::response);
  }

  @Override
  public Future<EchoResponse> clientStream(ServerCall call, ReadStream<EchoRequest> requests) {
    stopReading(requests);
    return Promise.<EchoResponse>promise().future();
  }

  @Override
  public Future<Void> bidiStream(
      ServerCall call, ReadStream<EchoRequest> requests, WriteStream<EchoResponse> responses) {
    stopReading(requests);
    return pour(responses, Flood::response);
  }

  /** Reads nothing of a stream, but waits for its messages. */
  <T> void stopReading(ReadStream<T> messages) {
    List<T> kept = new ArrayList<>();
    messages.exceptionHandler(ended -> kept.clear());
    messages.handler(
        message -> {
          kept.add(message);
          if (kept.size() >= HOARD) {
            messages.pause();
          }
        });
    if (!hoards) {
      messages.pause();
    }
  }

  /** Writes all there is, as fast as it is taken, or faster. */
  <T> Future<Void> pour(WriteStream<T> out, Supplier<T> message) {
    Promise<Void> done = Promise.promise();
    if (heedless) {
      pourHeedless(out, message, done);
    } else {
      pour(out, message, OFFERED_BYTES / MESSAGE_BYTES, done);
    }
    return done.future().onSuccess(written::tryComplete).onFailure(written::tryFail);
  }

  private <T> void pour(WriteStream<T> out, Supplier<T> message, long left, Promise<Void> done) {
    if (left == 0) {
      done.tryComplete();
      return;
    }
    out.write(message.get())
        .onFailure(done::tryFail)
        .onSuccess(
            written -> {
              taken.addAndGet(MESSAGE_BYTES);
              pour(out, message, left - 1, done);
            });
  }

  private static <T> void pourHeedless(
      WriteStream<T> out, Supplier<T> message, Promise<Void> done) {
    for (long left = OFFERED_BYTES / MESSAGE_BYTES; left > 0; left--) {
      Future<Void> written = out.write(message.get());
      if (written.failed()) {
        done.tryFail(written.cause());
        return;
      }
    }
    done.tryComplete();
  }

  static EchoRequest request() {
    return EchoRequest.newBuilder().setPayload(payload()).build();
  }

  private static EchoResponse response() {
    return EchoResponse.newBuilder().setPayload(payload()).build();
  }

  /** New bytes each time, for what waits to be counted. */
  private static ByteString payload() {
    return ByteString.copyFrom(new byte[MESSAGE_BYTES - 16]);
  }
}
