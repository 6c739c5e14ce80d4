package io.vertebra.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.vertebra.contract.DeclaredPolicy;
import io.vertebra.contract.Idempotency;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the contract says about the calls of a method: {@code vertebra/options.proto}.
 *
 * <p>Immutable. Generated code, reflection and dynamic descriptors give the same policy.
 *
 * @param timeout how long a call may take when its caller says nothing; empty when that is not
 *     stated, or unlimited
 * @param isUnlimited whether it is stated that a call may take as long as it likes
 * @param idempotency whether a call may be repeated when nobody knows if it was served; {@link
 *     Idempotency#NONE} when not stated
 * @param key the field of the request that {@link Idempotency#KEYED} goes by; else empty
 */
public record MethodPolicy(
    Optional<Duration> timeout,
    boolean isUnlimited,
    Idempotency idempotency,
    Optional<String> key) {

  /** The policy of a contract that states none. */
  public static final MethodPolicy UNSTATED =
      new MethodPolicy(Optional.empty(), false, Idempotency.NONE, Optional.empty());

  /**
   * @throws IllegalArgumentException when there is a key and no {@link Idempotency#KEYED}, or the
   *     reverse, or a limit to what is unlimited
   */
  public MethodPolicy {
    Objects.requireNonNull(idempotency, "idempotency");
    if (key.isPresent() != (idempotency == Idempotency.KEYED)) {
      throw new IllegalArgumentException("key: " + key + " (expected: one, of what is KEYED)");
    }
    if (isUnlimited && timeout.isPresent()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: none)");
    }
  }

  /**
   * The policy that a method's own options state, before those of its service.
   *
   * @throws IllegalArgumentException when they make no sense: a deadline that is no duration, a key
   *     that is no string field of the one request, options that contradict each other
   */
  public static MethodPolicy of(MethodDescriptor method) {
    DeclaredPolicy declared = DeclaredPolicy.of(method);
    List<DeclaredPolicy.Problem> problems = declared.problems(method);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.stream()
              .map(DeclaredPolicy.Problem::text)
              .collect(Collectors.joining("; ", method.getFullName() + ": ", "")));
    }
    return new MethodPolicy(
        declared.timeout(),
        declared.isUnlimited(),
        declared.idempotency(),
        Optional.of(declared.key()).filter(key -> !key.isEmpty()));
  }

  /**
   * Whether a request may be sent again when nobody knows if it was served.
   *
   * @param request a message of the method's request type
   */
  public boolean isRepeatable(Message request) {
    return switch (idempotency) {
      case NONE -> false;
      case IDEMPOTENT -> true;
      case KEYED -> {
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(key.orElseThrow());
        yield field != null && !request.getField(field).equals("");
      }
    };
  }

  /** For people: {@code deadline 2s, keyed by idempotency_key}. */
  @Override
  public String toString() {
    String deadline =
        isUnlimited
            ? "no deadline"
            : timeout.map(limit -> "deadline " + inUnits(limit)).orElse("deadline not stated");
    return deadline
        + switch (idempotency) {
          case NONE -> ", not idempotent";
          case IDEMPOTENT -> ", idempotent";
          case KEYED -> ", keyed by " + key.orElseThrow();
        };
  }

  private static String inUnits(Duration limit) {
    if (limit.toMillisPart() != 0) {
      return limit.toMillis() + "ms";
    } else if (limit.toSecondsPart() != 0) {
      return limit.toSeconds() + "s";
    }
    return limit.toMinutesPart() != 0 ? limit.toMinutes() + "m" : limit.toHours() + "h";
  }
}
