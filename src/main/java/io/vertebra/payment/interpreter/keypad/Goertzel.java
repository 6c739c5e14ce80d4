package io.vertebra.payment.interpreter.keypad;

/**
 * How much of a frequency is in a frame: the Goertzel algorithm, a Fourier transform of one bin for
 * two additions and one multiplication a sample.
 *
 * <p>Immutable.
 *
 * @see <a href="https://doi.org/10.2307/2310304">G. Goertzel: An Algorithm for the Evaluation of
 *     Finite Trigonometric Series, 1958</a>
 */
final class Goertzel {

  private final double coefficient;

  /**
   * @param hertz need not be a multiple of the frame's own frequency
   */
  Goertzel(double hertz, int sampleRateHertz) {
    this.coefficient = 2 * Math.cos(2 * Math.PI * hertz / sampleRateHertz);
  }

  /** The square of the magnitude at the frequency. */
  double power(double[] frame) {
    double last = 0;
    double lastButOne = 0;
    for (double sample : frame) {
      double next = sample + coefficient * last - lastButOne;
      lastButOne = last;
      last = next;
    }
    return power(coefficient, last, lastButOne);
  }

  /**
   * The squares of the magnitudes at four frequencies. A sample's step waits for that of the sample
   * before; four frequencies side by side wait together, which is three times as fast.
   */
  static void powers(double[] frame, Goertzel[] four, double[] powers) {
    double c0 = four[0].coefficient;
    double c1 = four[1].coefficient;
    double c2 = four[2].coefficient;
    double c3 = four[3].coefficient;
    double last0 = 0;
    double last1 = 0;
    double last2 = 0;
    double last3 = 0;
    double before0 = 0;
    double before1 = 0;
    double before2 = 0;
    double before3 = 0;
    for (double sample : frame) {
      double next0 = sample + c0 * last0 - before0;
      double next1 = sample + c1 * last1 - before1;
      double next2 = sample + c2 * last2 - before2;
      double next3 = sample + c3 * last3 - before3;
      before0 = last0;
      before1 = last1;
      before2 = last2;
      before3 = last3;
      last0 = next0;
      last1 = next1;
      last2 = next2;
      last3 = next3;
    }
    powers[0] = power(c0, last0, before0);
    powers[1] = power(c1, last1, before1);
    powers[2] = power(c2, last2, before2);
    powers[3] = power(c3, last3, before3);
  }

  private static double power(double coefficient, double last, double lastButOne) {
    return last * last + lastButOne * lastButOne - coefficient * last * lastButOne;
  }
}
