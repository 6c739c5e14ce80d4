package io.vertebra.payment.interpreter.keypad;

import java.util.Arrays;

/**
 * Tells which key of a telephone a frame of sound is, if any: one tone of four low ones and one of
 * four high ones, and next to nothing else.
 *
 * <p>Frames are weighed by a Hann window, so that it does not matter where in the frame a tone
 * begins. One thread.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-Q.24">ITU-T Q.24: what a receiver must take, and what
 *     it must refuse</a>
 * @see <a href="https://www.ti.com/lit/an/spra096a/spra096a.pdf">TI SPRA096A: Goertzel over frames
 *     of 205 samples, and the checks that follow</a>
 */
final class ToneDetector {

  static final int SAMPLE_RATE_HERTZ = 8_000;

  /** Long enough to tell the low tones apart, short enough for the shortest key, 40 ms. */
  static final int FRAME = 205;

  /** What {@link #detect} gives for no key. */
  static final char NONE = 0;

  static final double[] LOW_HERTZ = {697, 770, 852, 941};
  static final double[] HIGH_HERTZ = {1209, 1336, 1477, 1633};
  static final String[] KEYS = {"123A", "456B", "789C", "*0#D"};

  /** Each tone is at least so loud: 40 dB below the loudest that 16 bits can be. */
  private static final double MIN_AMPLITUDE = 328;

  /** The share of the frame's energy that both tones have together. */
  private static final double MIN_SHARE = 0.75;

  /** The high tone may have so many times the power of the low one: 8 dB, and 1.5 for errors. */
  private static final double MAX_TWIST = 8.9;

  /** The low tone may have so many times the power of the high one: 4 dB, and 1.5 for errors. */
  private static final double MAX_REVERSE_TWIST = 3.55;

  private static final double[] WINDOW = hann();
  private static final double WINDOW_SUM = Arrays.stream(WINDOW).sum();
  private static final double WINDOW_SQUARES = Arrays.stream(WINDOW).map(w -> w * w).sum();

  /** The power of a tone in a frame that has nothing else, for one of the frame's energy. */
  private static final double PURE = WINDOW_SUM * WINDOW_SUM / (2 * WINDOW_SQUARES);

  private static final double MIN_POWER = Math.pow(MIN_AMPLITUDE * WINDOW_SUM / 2, 2);

  /** A tone that is off by 2.5% is found with a quarter of its power at least. */
  private static final double MIN_FOUND = 0.25;

  private final ToneGroup low = new ToneGroup(LOW_HERTZ, SAMPLE_RATE_HERTZ, FRAME);
  private final ToneGroup high = new ToneGroup(HIGH_HERTZ, SAMPLE_RATE_HERTZ, FRAME);
  private final double[] weighed = new double[FRAME];

  /**
   * The key that a frame is.
   *
   * @param frame {@value #FRAME} samples
   * @return one of {@code 0-9 * # A-D}, or {@link #NONE}
   */
  char detect(short[] frame) {
    double wanted = MIN_SHARE * PURE * weigh(frame);
    // What cannot be a key any more, as most of silence and speech cannot, is not looked at
    // further.
    boolean isKey =
        wanted >= MIN_POWER
            && low.measure(weighed) >= MIN_FOUND * wanted / (1 + MAX_TWIST)
            && high.measure(weighed) >= MIN_FOUND * wanted / (1 + MAX_REVERSE_TWIST)
            && low.isClear(weighed)
            && high.isClear(weighed)
            && Math.min(low.power(), high.power()) >= MIN_POWER
            && low.power() + high.power() >= wanted
            && high.power() <= MAX_TWIST * low.power()
            && low.power() <= MAX_REVERSE_TWIST * high.power();
    return isKey ? KEYS[low.strongest()].charAt(high.strongest()) : NONE;
  }

  /** Takes the mean off, weighs the rest, and returns its energy. */
  private double weigh(short[] frame) {
    double sum = 0;
    for (short sample : frame) {
      sum += sample;
    }
    double mean = sum / FRAME;
    double energy = 0;
    for (int i = 0; i < FRAME; i++) {
      double value = (frame[i] - mean) * WINDOW[i];
      weighed[i] = value;
      energy += value * value;
    }
    return energy;
  }

  private static double[] hann() {
    double[] window = new double[FRAME];
    for (int i = 0; i < FRAME; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / FRAME);
    }
    return window;
  }
}
