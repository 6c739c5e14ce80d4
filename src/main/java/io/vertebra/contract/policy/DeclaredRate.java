package io.vertebra.contract.policy;

import java.util.List;

/**
 * A {@code rate} of a contract, with the defaults in place of what it does not state.
 *
 * <p>Immutable. {@link #wrong} tells whether it makes sense.
 *
 * @param perSecond calls per second: above 0, up to 10,000,000
 * @param burst calls that may come at once: 1..10,000,000
 * @param perIdentity whether each caller has a bucket of its own
 */
public record DeclaredRate(double perSecond, long burst, boolean perIdentity) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int PER_SECOND = 1;
  static final int BURST = 2;
  static final int PER_IDENTITY = 3;

  private static final int MAX = 10_000_000;

  static DeclaredRate of(Fields fields) {
    double perSecond = fields.real(PER_SECOND);
    return new DeclaredRate(
        perSecond,
        fields.has(BURST) ? fields.number(BURST) : Math.max(1, (long) perSecond),
        fields.number(PER_IDENTITY) != 0);
  }

  List<String> wrong() {
    Statements rate = new Statements("rate");
    boolean some = perSecond > 0 && perSecond <= MAX;
    rate.require(some, "per_second", Statements.plain(perSecond), "above 0, up to " + MAX);
    if (some) {
      rate.range("burst", burst, 1, MAX);
    }
    return rate.wrong();
  }
}
