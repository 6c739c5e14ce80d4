package io.vertebra.payment.interpreter.keypad;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Sound for tests, 8000 samples a second: tones, silence, noise and something like speech.
 *
 * <p>Amplitudes are shares of the loudest that 16 bits can be.
 */
public final class Sound {

  private static final int RATE = ToneDetector.SAMPLE_RATE_HERTZ;

  private double[] samples = new double[0];
  private final Random random;

  /** Silence of no length. */
  public Sound(long seed) {
    random = new Random(seed);
  }

  /** A key: both tones at one amplitude. */
  public Sound key(char key, double millis) {
    return key(key, millis, 0.25, 0, 0);
  }

  /**
   * A key.
   *
   * @param amplitude of the louder tone
   * @param twistDecibels how much louder the high tone is; below 0, the low one
   * @param offPercent how far the tones are from where they belong
   */
  public Sound key(
      char key, double millis, double amplitude, double twistDecibels, double offPercent) {
    double weaker = amplitude * Math.pow(10, -Math.abs(twistDecibels) / 20);
    double low = twistDecibels > 0 ? weaker : amplitude;
    double high = twistDecibels > 0 ? amplitude : weaker;
    double factor = 1 + offPercent / 100;
    double[] hertz = hertz(key);
    double lowPhase = random.nextDouble() * 7;
    double highPhase = random.nextDouble() * 7;
    return add(
        millis,
        second ->
            low * Math.sin(2 * Math.PI * hertz[0] * factor * second + lowPhase)
                + high * Math.sin(2 * Math.PI * hertz[1] * factor * second + highPhase));
  }

  /** One tone alone. */
  public Sound tone(double hertz, double millis, double amplitude) {
    return add(millis, second -> amplitude * Math.sin(2 * Math.PI * hertz * second));
  }

  /** Nothing. */
  public Sound silence(double millis) {
    return add(millis, second -> 0);
  }

  /** Keys of 60 ms with 60 ms between them, and around them. */
  public Sound keys(String keys) {
    silence(60);
    keys.chars().forEach(key -> key((char) key, 60).silence(60));
    return this;
  }

  /** Adds white noise, as loud as a sine of the amplitude, to all there is. */
  public Sound withNoise(double amplitude) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] += amplitude / Math.sqrt(2) * random.nextGaussian();
    }
    return this;
  }

  /**
   * Something like speech: syllables of voiced sound, whose pitch glides and whose three or four
   * formants move, with hisses and pauses between them.
   */
  public Sound speech(double millis) {
    double pitch = 90 + 160 * random.nextDouble();
    double until = samples.length + millis * RATE / 1000;
    while (samples.length < until) {
      double syllableMillis = 80 + 250 * random.nextDouble();
      if (random.nextInt(4) == 0) {
        double loud = 0.1 * random.nextDouble();
        add(syllableMillis / 2, second -> loud * random.nextGaussian());
      } else {
        voiced(syllableMillis, pitch);
      }
      if (random.nextInt(3) == 0) {
        silence(100 * random.nextDouble());
      }
      pitch = Math.max(70, Math.min(350, pitch * (0.85 + 0.3 * random.nextDouble())));
    }
    return this;
  }

  private void voiced(double millis, double pitch) {
    double[] formants = {250, 700, 1500, 2600};
    double[] spans = {650, 1800, 1500, 1000};
    double[][] memory = new double[4][2];
    double[] at = new double[4];
    double[] glide = new double[4];
    for (int f = 0; f < 4; f++) {
      at[f] = formants[f] + spans[f] * random.nextDouble();
      glide[f] = (random.nextDouble() - 0.5) * 600;
    }
    double bend = (random.nextDouble() - 0.5) * pitch;
    double width = 40 + 80 * random.nextDouble();
    double[] phase = {0};
    int from = samples.length;
    add(
        millis,
        second -> {
          phase[0] += (pitch + bend * second * 4) / RATE;
          boolean pulse = phase[0] >= 1;
          phase[0] -= pulse ? 1 : 0;
          double out = 0;
          for (int f = 0; f < 4; f++) {
            double radius = Math.exp(-Math.PI * width / RATE);
            double angle = 2 * Math.PI * Math.min(3900, at[f] + glide[f] * second) / RATE;
            double next =
                (pulse ? 1.0 / (f + 1) : 0)
                    + 2 * radius * Math.cos(angle) * memory[f][0]
                    - radius * radius * memory[f][1];
            memory[f][1] = memory[f][0];
            memory[f][0] = next;
            out += next;
          }
          return 0.12 * out * Math.sin(Math.PI * Math.min(1, second * 1000 / millis));
        });
    for (int i = from; i < samples.length; i++) {
      samples[i] = Math.max(-0.9, Math.min(0.9, samples[i]));
    }
  }

  /** All of it, as 16-bit samples. */
  public short[] pcm() {
    short[] pcm = new short[samples.length];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) Math.round(32767 * Math.max(-1, Math.min(1, samples[i])));
    }
    return pcm;
  }

  /** All of it, as bytes of little-endian samples. */
  public byte[] bytes() {
    short[] pcm = pcm();
    byte[] bytes = new byte[2 * pcm.length];
    for (int i = 0; i < pcm.length; i++) {
      bytes[2 * i] = (byte) pcm[i];
      bytes[2 * i + 1] = (byte) (pcm[i] >> 8);
    }
    return bytes;
  }

  private Sound add(double millis, DoubleUnaryOperator wave) {
    int count = (int) Math.round(millis * RATE / 1000);
    int from = samples.length;
    samples = Arrays.copyOf(samples, from + count);
    for (int i = 0; i < count; i++) {
      samples[from + i] = wave.applyAsDouble(i / (double) RATE);
    }
    return this;
  }

  private static double[] hertz(char key) {
    for (int row = 0; row < 4; row++) {
      int column = ToneDetector.KEYS[row].indexOf(key);
      if (column >= 0) {
        return new double[] {ToneDetector.LOW_HERTZ[row], ToneDetector.HIGH_HERTZ[column]};
      }
    }
    throw new IllegalArgumentException(key + " (expected: a key)");
  }
}
