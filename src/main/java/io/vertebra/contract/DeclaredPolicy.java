package io.vertebra.contract;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.vertebra.contract.policy.DeclaredResilience;
import io.vertebra.contract.policy.Fields;
import io.vertebra.contract.policy.WrittenDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a contract states about the calls of a method: {@code vertebra/options.proto}, as text.
 *
 * <p>Options are read from their bytes, by number, because a descriptor may hold them in three
 * ways: parsed (generated code that knows the options), unknown (generated code that does not,
 * descriptors got by reflection) or dynamic.
 *
 * @param deadline empty when not stated
 * @param idempotency {@link Idempotency#NONE} when not stated
 * @param key the field that {@link Idempotency#KEYED} goes by; else empty
 * @param resilience how calls survive failures; retry and hedging of the service only for a method
 *     whose calls may be repeated
 */
public record DeclaredPolicy(
    String deadline, Idempotency idempotency, String key, DeclaredResilience resilience) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int OPTION = 52731;
  static final int DEADLINE = 1;
  static final int IDEMPOTENCY = 2;
  static final int KEY = 3;

  private static final String UNLIMITED = "none";

  /**
   * Something that makes no sense.
   *
   * @param rule what it should obey
   * @param text for people
   */
  public record Problem(Rule rule, String text) {}

  /** The options of a method or service as they stand. */
  private record Stated(
      String deadline, long idempotency, String key, DeclaredResilience resilience) {

    static Stated in(Message options) {
      Fields policy = Fields.of(options).within(OPTION);
      return new Stated(
          policy.text(DEADLINE),
          policy.number(IDEMPOTENCY),
          policy.text(KEY),
          DeclaredResilience.of(policy));
    }

    /** A number that is not known promises nothing. */
    Idempotency promised() {
      return idempotency == 2
          ? Idempotency.IDEMPOTENT
          : idempotency == 3 ? Idempotency.KEYED : Idempotency.NONE;
    }
  }

  /** What is in force for a method: its own statements, before those of its service. */
  public static DeclaredPolicy of(MethodDescriptor method) {
    Stated own = Stated.in(method.getOptions());
    Stated service = Stated.in(method.getService().getOptions());
    Idempotency idempotency;
    if (own.idempotency != 0) {
      idempotency = own.promised();
    } else if (level(method) != IdempotencyLevel.IDEMPOTENCY_UNKNOWN) {
      idempotency = Idempotency.IDEMPOTENT;
    } else {
      idempotency = service.promised();
    }
    return new DeclaredPolicy(
        own.deadline.isEmpty() ? service.deadline : own.deadline,
        idempotency,
        idempotency != Idempotency.KEYED ? "" : own.key.isEmpty() ? service.key : own.key,
        own.resilience.over(
            idempotency == Idempotency.NONE
                ? service.resilience.withoutRepeats()
                : service.resilience));
  }

  /** The time a call has; empty when none is stated, or no limit. */
  public Optional<Duration> timeout() {
    return WrittenDuration.readSome(deadline);
  }

  /** Whether it is stated that a call may take as long as it likes. */
  public boolean isUnlimited() {
    return deadline.equals(UNLIMITED);
  }

  /** What is wrong with these statements, for the method that they are about. */
  public List<Problem> problems(MethodDescriptor method) {
    List<Problem> problems = new ArrayList<>();
    if (!deadline.isEmpty() && !isUnlimited() && timeout().isEmpty()) {
      problems.add(
          new Problem(
              Rule.DEADLINE, "deadline " + deadline + " (expected: such as 250ms, or none)"));
    }
    if (idempotency == Idempotency.KEYED) {
      wrongKey(method).ifPresent(wrong -> problems.add(new Problem(Rule.IDEMPOTENCY, wrong)));
    }
    contradiction(method).ifPresent(c -> problems.add(new Problem(Rule.IDEMPOTENCY, c)));
    if (idempotency == Idempotency.NONE) {
      resilience
          .repeats()
          .map(what -> what + " of what is not idempotent (expected: IDEMPOTENT, or KEYED)")
          .ifPresent(unsafe -> problems.add(new Problem(Rule.UNSAFE_REPEAT, unsafe)));
    }
    resilience.wrongRepeats().forEach(wrong -> problems.add(new Problem(Rule.REPEAT, wrong)));
    resilience.wrong(timeout()).forEach(wrong -> problems.add(new Problem(Rule.POLICY, wrong)));
    return problems;
  }

  private Optional<String> wrongKey(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return Optional.of("KEYED (expected: a method whose client sends one message)");
    }
    FieldDescriptor field = method.getInputType().findFieldByName(key);
    boolean fits =
        field != null && field.getType() == FieldDescriptor.Type.STRING && !field.isRepeated();
    return fits
        ? Optional.empty()
        : Optional.of(
            "key %s (expected: a string field of %s)"
                .formatted(
                    key.isEmpty() ? "not stated" : key, method.getInputType().getFullName()));
  }

  private Optional<String> contradiction(MethodDescriptor method) {
    Stated own = Stated.in(method.getOptions());
    IdempotencyLevel level = level(method);
    boolean less = own.idempotency != 0 && own.promised() == Idempotency.NONE;
    if (less && level != IdempotencyLevel.IDEMPOTENCY_UNKNOWN) {
      return Optional.of("NONE (expected: as idempotency_level, which is " + level + ")");
    }
    if (own.promised() == Idempotency.KEYED && level == IdempotencyLevel.NO_SIDE_EFFECTS) {
      return Optional.of("KEYED (expected: as idempotency_level, which is " + level + ")");
    }
    if (!own.key.isEmpty() && idempotency != Idempotency.KEYED) {
      return Optional.of("key " + own.key + " of what is not KEYED (expected: KEYED, or no key)");
    }
    return Optional.empty();
  }

  /** The standard option. */
  static IdempotencyLevel level(MethodDescriptor method) {
    return method.getOptions().getIdempotencyLevel();
  }

  /** The reason that a message gives for having no version; null when it gives none. */
  static String valueType(Message options) {
    Fields fields = Fields.of(options);
    return fields.has(OPTION) ? fields.text(OPTION) : null;
  }
}
