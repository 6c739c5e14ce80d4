package io.vertebra.contract.policy;

import java.util.List;

/**
 * A {@code hedging} of a contract, with the defaults in place of what it does not state.
 *
 * <p>Immutable. {@link #wrong} tells whether it makes sense.
 *
 * @param maxAttempts the first included: 2..5
 * @param delay a duration: 0..1 h
 * @param nonFatalCodes names of status codes, not OK
 */
public record DeclaredHedging(long maxAttempts, String delay, List<String> nonFatalCodes) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int MAX_ATTEMPTS = 1;
  static final int DELAY = 2;
  static final int NON_FATAL_CODES = 3;

  /** As made. */
  public DeclaredHedging {
    nonFatalCodes = List.copyOf(nonFatalCodes);
  }

  static DeclaredHedging of(Fields fields) {
    return new DeclaredHedging(
        fields.has(MAX_ATTEMPTS) ? fields.number(MAX_ATTEMPTS) : 2,
        fields.text(DELAY),
        fields.texts(NON_FATAL_CODES));
  }

  List<String> wrong() {
    Statements hedging = new Statements("hedging");
    hedging.range("max_attempts", maxAttempts, 2, 5);
    hedging.range("delay", delay, "0s", "1h");
    hedging.codes("non_fatal_codes", nonFatalCodes);
    return hedging.wrong();
  }
}
