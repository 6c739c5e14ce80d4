package io.vertebra.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a call ended: a code, a message for developers, and {@code google.rpc} details.
 *
 * @param code the gRPC code
 * @param message text for developers, never shown secrets; empty when there is none
 * @param details typed details, such as {@code google.rpc.ErrorInfo}; empty when there are none
 */
public record RpcStatus(RpcCode code, String message, List<Any> details) {

  /** Success. */
  public static final RpcStatus OK = new RpcStatus(RpcCode.OK, "", List.of());

  /** Takes its own copy of the details. */
  public RpcStatus {
    Objects.requireNonNull(code, "code");
    message = message == null ? "" : message;
    details = List.copyOf(details);
  }

  /** A status without details. */
  public static RpcStatus of(RpcCode code, String message) {
    return new RpcStatus(code, message, List.of());
  }

  /** Whether the code is {@link RpcCode#OK}. */
  public boolean isOk() {
    return code == RpcCode.OK;
  }

  /** This status with one more detail at the end. */
  public RpcStatus withDetail(Message detail) {
    List<Any> more = new ArrayList<>(details);
    more.add(detail instanceof Any any ? any : Any.pack(detail));
    return new RpcStatus(code, message, more);
  }

  /**
   * The first detail of a type.
   *
   * @param type a generated message type, such as {@code com.google.rpc.ErrorInfo}
   * @return the detail; empty when there is none of that type or its bytes are broken
   */
  public <T extends Message> Optional<T> detail(Class<T> type) {
    for (Any detail : details) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException broken) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return message.isEmpty() ? code.name() : code + ": " + message;
  }
}
