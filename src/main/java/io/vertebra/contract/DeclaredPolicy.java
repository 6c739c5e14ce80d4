package io.vertebra.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 */
public record DeclaredPolicy(String deadline, Idempotency idempotency, String key) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int OPTION = 52731;
  static final int DEADLINE = 1;
  static final int IDEMPOTENCY = 2;
  static final int KEY = 3;

  private static final String UNLIMITED = "none";
  private static final Pattern DURATION = Pattern.compile("(0*[1-9]\\d{0,8})(ms|s|m|h)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));

  /**
   * Something that makes no sense.
   *
   * @param rule what it should obey
   * @param text for people
   */
  public record Problem(Rule rule, String text) {}

  /** The options of a method or service as they stand. */
  private record Stated(String deadline, long idempotency, String key) {

    static Stated in(Message options) {
      try {
        // Parts of one option that are stated apart are merged by reading them one after another.
        ByteString policy =
            UnknownFieldSet.parseFrom(options.toByteString())
                .getField(OPTION)
                .getLengthDelimitedList()
                .stream()
                .reduce(ByteString.EMPTY, ByteString::concat);
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(policy);
        List<Long> numbers = fields.getField(IDEMPOTENCY).getVarintList();
        return new Stated(
            text(fields, DEADLINE),
            numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1),
            text(fields, KEY));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("option " + OPTION + ": " + e.getMessage(), e);
      }
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
        idempotency != Idempotency.KEYED ? "" : own.key.isEmpty() ? service.key : own.key);
  }

  /** The time a call has; empty when none is stated, or no limit. */
  public Optional<Duration> timeout() {
    Matcher duration = DURATION.matcher(deadline);
    return duration.matches()
        ? Optional.of(UNITS.get(duration.group(2)).multipliedBy(Long.parseLong(duration.group(1))))
        : Optional.empty();
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

  private static String text(UnknownFieldSet fields, int number) {
    List<ByteString> values = fields.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? "" : values.get(values.size() - 1).toStringUtf8();
  }

  /** The reason that a message gives for having no version; null when it gives none. */
  static String valueType(Message options) {
    try {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(options.toByteString());
      return fields.hasField(OPTION) ? text(fields, OPTION) : null;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("option " + OPTION + ": " + e.getMessage(), e);
    }
  }
}
