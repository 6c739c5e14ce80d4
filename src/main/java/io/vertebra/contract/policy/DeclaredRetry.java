package io.vertebra.contract.policy;

import java.util.List;

/**
 * A {@code retry} of a contract, with the defaults in place of what it does not state.
 *
 * <p>Immutable. {@link #wrong} tells whether it makes sense.
 *
 * @param maxAttempts the first included: 1..5; 1 for never
 * @param initialBackoff a duration: 1 ms..1 min
 * @param maxBackoff a duration: {@code initialBackoff}..10 min
 * @param multiplier how many times as long the next wait is: 1..10
 * @param codes names of status codes, not OK
 */
public record DeclaredRetry(
    long maxAttempts,
    String initialBackoff,
    String maxBackoff,
    double multiplier,
    List<String> codes) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int MAX_ATTEMPTS = 1;
  static final int INITIAL_BACKOFF = 2;
  static final int MAX_BACKOFF = 3;
  static final int MULTIPLIER = 4;
  static final int CODES = 5;

  /** As made. */
  public DeclaredRetry {
    codes = List.copyOf(codes);
  }

  static DeclaredRetry of(Fields fields) {
    String initial = fields.text(INITIAL_BACKOFF);
    String max = fields.text(MAX_BACKOFF);
    return new DeclaredRetry(
        fields.has(MAX_ATTEMPTS) ? fields.number(MAX_ATTEMPTS) : 4,
        initial.isEmpty() ? "10ms" : initial,
        max.isEmpty() ? "300ms" : max,
        fields.has(MULTIPLIER) ? fields.real(MULTIPLIER) : 2,
        fields.has(CODES) ? fields.texts(CODES) : List.of("UNAVAILABLE", "DEADLINE_EXCEEDED"));
  }

  /** Whether it says that there is never another attempt. */
  public boolean isNever() {
    return maxAttempts == 1;
  }

  List<String> wrong() {
    Statements retry = new Statements("retry");
    retry.range("max_attempts", maxAttempts, 1, 5);
    retry.range("initial_backoff", initialBackoff, "1ms", "1m");
    boolean ordered = WrittenDuration.readSome(initialBackoff).isPresent();
    retry.range("max_backoff", maxBackoff, ordered ? initialBackoff : "1ms", "10m");
    boolean grows = multiplier >= 1 && multiplier <= 10;
    retry.require(grows, "multiplier", Statements.plain(multiplier), "1..10");
    retry.codes("codes", codes);
    return retry.wrong();
  }
}
