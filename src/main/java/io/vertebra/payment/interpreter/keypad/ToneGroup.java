package io.vertebra.payment.interpreter.keypad;

import java.util.Arrays;

/**
 * Four tones of which a key has one, and what a frame has of them.
 *
 * <p>A tone may be off by some percent. How far it is off, and so how strong it is really, follows
 * from how much of it is found one bin below and above. One thread.
 *
 * @see <a href="https://doi.org/10.1109/TIM.1983.4315077">T. Grandke: Interpolation Algorithms for
 *     Discrete Fourier Transforms of Weighted Signals, 1983</a>
 */
final class ToneGroup {

  /** Frequencies further off than that are other tones: 1.5% must be taken, 3.5% refused. */
  private static final double MAX_OFF = 0.025;

  /** A tone has so many times the power of each other tone of its group: 8 dB. */
  private static final double MIN_LEAD = 6.3;

  /** Where the interpolation ends, in bins. */
  private static final double MAX_OFF_BINS = 0.99;

  private final double[] hertz;
  private final double binHertz;
  private final Goertzel[] tones;
  private final Goertzel[] below;
  private final Goertzel[] above;
  private final double[] powers;
  private int strongest;
  private double power;

  /**
   * @param hertz of the four tones
   */
  ToneGroup(double[] hertz, int sampleRateHertz, int frameSamples) {
    this.hertz = hertz.clone();
    this.binHertz = (double) sampleRateHertz / frameSamples;
    this.tones = goertzels(0, sampleRateHertz);
    this.below = goertzels(-binHertz, sampleRateHertz);
    this.above = goertzels(binHertz, sampleRateHertz);
    this.powers = new double[hertz.length];
  }

  private Goertzel[] goertzels(double offHertz, int sampleRateHertz) {
    return Arrays.stream(hertz)
        .mapToObj(tone -> new Goertzel(tone + offHertz, sampleRateHertz))
        .toArray(Goertzel[]::new);
  }

  /**
   * Looks for the strongest tone.
   *
   * @return its power as it is found where the tone belongs
   */
  double measure(double[] frame) {
    Goertzel.powers(frame, tones, powers);
    strongest = 0;
    for (int i = 1; i < powers.length; i++) {
      strongest = powers[i] > powers[strongest] ? i : strongest;
    }
    power = powers[strongest];
    return power;
  }

  /** Whether the strongest tone leads the others and is near enough to where it belongs. */
  boolean isClear(double[] frame) {
    for (int i = 0; i < powers.length; i++) {
      if (i != strongest && powers[i] * MIN_LEAD > power) {
        return false;
      }
    }
    double neighbour = Math.max(below[strongest].power(frame), above[strongest].power(frame));
    double ratio = Math.sqrt(neighbour / power);
    double offBins = Math.max(0, (2 * ratio - 1) / (ratio + 1));
    if (offBins > MAX_OFF_BINS || offBins * binHertz > MAX_OFF * hertz[strongest]) {
      return false;
    }
    power /= gain(offBins);
    return true;
  }

  /** What is left of a tone's power that is so far off. */
  private static double gain(double offBins) {
    if (offBins == 0) {
      return 1;
    }
    double angle = Math.PI * offBins;
    double gain = Math.sin(angle) / (angle * (1 - offBins * offBins));
    return gain * gain;
  }

  /** Which tone is the strongest, 0..3. */
  int strongest() {
    return strongest;
  }

  /** Its power: once it is clear, that at its own frequency. */
  double power() {
    return power;
  }
}
