package io.vertebra.platform.call;

import com.google.protobuf.DynamicMessage;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Hands responses from the event loop to the thread that prints them, which sets the pace: at most
 * {@value #WINDOW} wait.
 */
final class Responses {

  private static final int WINDOW = 16;

  private record Event(Metadata headers, DynamicMessage message, RpcException failure) {}

  private static final Event END = new Event(null, null, null);

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Consumer<Metadata> onHeaders;
  private volatile ReadStream<DynamicMessage> stream;

  /**
   * @param onHeaders told of the headers by the thread that prints
   */
  Responses(Consumer<Metadata> onHeaders) {
    this.onHeaders = onHeaders;
  }

  /** Takes the headers of the call. */
  void headers(Metadata headers) {
    events.add(new Event(headers, null, null));
  }

  /** Takes the one response of a call. */
  void one(Future<DynamicMessage> response) {
    response.onComplete(
        message -> {
          events.add(new Event(null, message, null));
          events.add(END);
        },
        this::fail);
  }

  /** Takes the responses of a call that streams them. */
  void all(Future<ReadStream<DynamicMessage>> responses) {
    responses.onComplete(this::read, this::fail);
  }

  private void read(ReadStream<DynamicMessage> responses) {
    stream = responses;
    responses.pause();
    responses.exceptionHandler(this::fail);
    responses.endHandler(ended -> events.add(END));
    responses.handler(message -> events.add(new Event(null, message, null)));
    responses.fetch(WINDOW);
  }

  private void fail(Throwable cause) {
    events.add(new Event(null, null, RpcException.from(cause)));
  }

  /**
   * Waits for the next response.
   *
   * @return null after the last one of a call that ended well
   * @throws RpcException with which the call failed
   */
  DynamicMessage next() {
    Event event;
    try {
      event = events.take();
      if (event.headers() != null) {
        onHeaders.accept(event.headers());
        event = events.take();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw RpcException.from(interrupted);
    }
    if (event.failure() != null) {
      throw event.failure();
    }
    if (event.message() != null && stream != null) {
      stream.fetch(1);
    }
    return event.message();
  }
}
