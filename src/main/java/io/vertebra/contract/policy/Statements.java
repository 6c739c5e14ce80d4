package io.vertebra.contract.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects what is wrong with the fields of one block: {@code retry.max_attempts 9 (...)}. */
final class Statements {

  /** The names of all status codes that say that a call failed. */
  private static final Set<String> CODES =
      Set.of(
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private final String block;
  private final List<String> wrong = new ArrayList<>();

  Statements(String block) {
    this.block = block;
  }

  /** Both ends belong to the range. */
  void range(String field, long value, long min, long max) {
    require(value >= min && value <= max, field, value, min + ".." + max);
  }

  /** Both ends belong to the range, which is written as durations are. */
  void range(String field, String value, String min, String max) {
    Optional<Duration> duration = WrittenDuration.read(value);
    boolean within =
        duration.isPresent()
            && duration.get().compareTo(length(min)) >= 0
            && duration.get().compareTo(length(max)) <= 0;
    require(within, field, value.isEmpty() ? "not stated" : value, min + ".." + max);
  }

  private static Duration length(String text) {
    return WrittenDuration.read(text).orElse(Duration.ZERO);
  }

  void codes(String field, List<String> codes) {
    for (String code : codes) {
      require(CODES.contains(code), field, code, "a status code other than OK, as UNAVAILABLE");
    }
  }

  void require(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      wrong.add("%s.%s %s (expected: %s)".formatted(block, field, value, rule));
    }
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** A number as people write it, without a fraction of zero. */
  static String plain(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
