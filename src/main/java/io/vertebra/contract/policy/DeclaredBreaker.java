package io.vertebra.contract.policy;

import java.util.List;

/**
 * A {@code breaker} of a contract, with the defaults in place of what it does not state.
 *
 * <p>Immutable. {@link #wrong} tells whether it makes sense.
 *
 * @param mode the name of one of the modes, or the number of one that is not known
 * @param window a duration: 1 s..10 min
 * @param failureRatio above 0, up to 1
 * @param minimumCalls 1..1,000,000
 * @param consecutiveFailures 1..1000
 * @param slowCall a duration: 1 ms..1 h; empty for none
 * @param openFor a duration: 10 ms..10 min
 */
public record DeclaredBreaker(
    String mode,
    String window,
    double failureRatio,
    long minimumCalls,
    long consecutiveFailures,
    String slowCall,
    String openFor) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int MODE = 1;
  static final int WINDOW = 2;
  static final int FAILURE_RATIO = 3;
  static final int MINIMUM_CALLS = 4;
  static final int CONSECUTIVE_FAILURES = 5;
  static final int SLOW_CALL = 6;
  static final int OPEN_FOR = 7;

  /** By number; what is not stated is as the second. */
  static final List<String> MODES =
      List.of("FAILURE_RATE", "OFF", "FAILURE_RATE", "CONSECUTIVE", "ADAPTIVE");

  static DeclaredBreaker of(Fields fields) {
    long mode = fields.number(MODE);
    String window = fields.text(WINDOW);
    String openFor = fields.text(OPEN_FOR);
    return new DeclaredBreaker(
        mode >= 0 && mode < MODES.size() ? MODES.get((int) mode) : Long.toString(mode),
        window.isEmpty() ? "10s" : window,
        fields.has(FAILURE_RATIO) ? fields.real(FAILURE_RATIO) : 0.5,
        fields.has(MINIMUM_CALLS) ? fields.number(MINIMUM_CALLS) : 20,
        fields.has(CONSECUTIVE_FAILURES) ? fields.number(CONSECUTIVE_FAILURES) : 5,
        fields.text(SLOW_CALL),
        openFor.isEmpty() ? "1s" : openFor);
  }

  List<String> wrong() {
    Statements breaker = new Statements("breaker");
    breaker.require(MODES.contains(mode), "mode", mode, "a known mode");
    breaker.range("window", window, "1s", "10m");
    boolean share = failureRatio > 0 && failureRatio <= 1;
    breaker.require(share, "failure_ratio", Statements.plain(failureRatio), "above 0, up to 1");
    breaker.range("minimum_calls", minimumCalls, 1, 1_000_000);
    breaker.range("consecutive_failures", consecutiveFailures, 1, 1000);
    if (!slowCall.isEmpty()) {
      breaker.range("slow_call", slowCall, "1ms", "1h");
    }
    breaker.range("open_for", openFor, "10ms", "10m");
    return breaker.wrong();
  }
}
