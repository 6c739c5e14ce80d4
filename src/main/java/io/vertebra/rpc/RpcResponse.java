package io.vertebra.rpc;

import com.google.protobuf.Message;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The answer to a call: headers, messages, trailers.
 *
 * <p>Immutable. A response exists from the moment its headers are known; a call that fails before
 * has none, one that fails later fails its {@linkplain #messages() messages}.
 */
public final class RpcResponse {

  private final Metadata headers;
  private final MessageStream messages;
  private final Supplier<Metadata> trailers;

  private RpcResponse(Metadata headers, MessageStream messages, Supplier<Metadata> trailers) {
    this.headers = Objects.requireNonNull(headers, "headers");
    this.messages = Objects.requireNonNull(messages, "messages");
    this.trailers = Objects.requireNonNull(trailers, "trailers");
  }

  /** One message, no metadata. */
  public static RpcResponse of(Message message) {
    return of(Metadata.EMPTY, MessageStream.of(message), () -> Metadata.EMPTY);
  }

  /**
   * A response.
   *
   * @param trailers asked once the messages have ended well, not before
   */
  public static RpcResponse of(
      Metadata headers, MessageStream messages, Supplier<Metadata> trailers) {
    return new RpcResponse(headers, messages, trailers);
  }

  /** The response headers. */
  public Metadata headers() {
    return headers;
  }

  /** What the server sends. */
  public MessageStream messages() {
    return messages;
  }

  /** The trailers; only meaningful once the messages have ended well. */
  public Metadata trailers() {
    return trailers.get();
  }

  /** This response with other headers. */
  public RpcResponse withHeaders(Metadata newHeaders) {
    return new RpcResponse(newHeaders, messages, trailers);
  }

  /** This response with other messages. */
  public RpcResponse withMessages(MessageStream newMessages) {
    return new RpcResponse(headers, newMessages, trailers);
  }

  /** This response with its trailers changed, those of a failure that comes later included. */
  public RpcResponse mapTrailers(UnaryOperator<Metadata> change) {
    MessageStream changed =
        messages.isReplayable()
            ? messages
            : messages.mapFailure(
                failure -> failure.withTrailers(change.apply(failure.trailers())));
    return new RpcResponse(headers, changed, () -> change.apply(trailers.get()));
  }
}
