package io.vertebra.payment.quote;

/**
 * The price of a pair as a geometric random walk: each step changes it by a normally distributed
 * part of itself.
 *
 * <p>Whole numbers only, so a seed gives the same prices on every machine and Java version. The
 * price stays between a quarter and four times of where it began: a step that would leave this band
 * is taken the other way. One thread.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">SplitMix64, the source of chance</a>
 */
final class PriceWalk {

  /** Prices are kept in billionths, finer than any is quoted. */
  private static final int INNER_SCALE = 9;

  private static final long BILLION = 1_000_000_000L;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** Twelve uniform numbers of 16 bits add up to a bell with this mean and deviation. */
  private static final long BELL_MEAN = 12 * 65_535L / 2;

  private static final long BELL_DEVIATION = 65_536;

  private final long startBillionths;
  private final long quotedUnit;
  private final long deviationPerBillion;
  private long priceBillionths;
  private long state;

  /**
   * A walk at its beginning.
   *
   * @param seed with the pair's name, decides all steps
   * @param volatilityPpm standard deviation of a step in millionths of the price, 1..1000
   */
  PriceWalk(CurrencyPair pair, long seed, int volatilityPpm) {
    this.quotedUnit = powerOfTen(INNER_SCALE - pair.scale());
    this.startBillionths = pair.startPrice() * quotedUnit;
    this.deviationPerBillion = volatilityPpm * 1_000L;
    this.priceBillionths = startBillionths;
    this.state = mix(seed) ^ mix(pair.name().hashCode());
  }

  /** The price, rounded to the pair's scale. */
  long price() {
    return (priceBillionths + quotedUnit / 2) / quotedUnit;
  }

  /** Takes a step. */
  void step() {
    long change = priceBillionths * (bell() * deviationPerBillion / BELL_DEVIATION) / BILLION;
    long next = priceBillionths + change;
    boolean inBand = next >= startBillionths / 4 && next <= startBillionths * 4;
    priceBillionths = inBand ? next : priceBillionths - change;
  }

  /** Nearly normal, with mean 0 and the deviation above; at most six deviations away. */
  private long bell() {
    long sum = 0;
    for (int i = 0; i < 3; i++) {
      long bits = next();
      sum += (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    }
    return sum - BELL_MEAN;
  }

  private long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
