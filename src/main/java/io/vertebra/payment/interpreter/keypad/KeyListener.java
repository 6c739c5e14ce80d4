package io.vertebra.payment.interpreter.keypad;

/**
 * Tells when a key is pressed, in sound that comes in pieces of any size.
 *
 * <p>Looks at frames that overlap, one every 6.4 ms. A key is pressed when four in a row agree, and
 * released when four in a row do not: so 40 ms of tone is a key, 20 ms is not, and a gap in it of
 * 10 ms does not make it two. One thread.
 */
final class KeyListener {

  /** Told of a key when it is pressed. */
  @FunctionalInterface
  interface Sink {

    /**
     * @param endMillis of the sound that it took to tell
     */
    void pressed(char key, long endMillis);
  }

  /** From one frame to the next: a quarter of a frame. */
  private static final int HOP = ToneDetector.FRAME / 4;

  private static final int AGREEING = 4;

  private final ToneDetector detector = new ToneDetector();
  private final Sink sink;
  private final short[] frame = new short[ToneDetector.FRAME];
  private int filled;
  private long samples;

  /** The key that is down; NONE between keys. */
  private char down = ToneDetector.NONE;

  /** What the last frames were, when not the key that is down, and how many in a row. */
  private char seen = ToneDetector.NONE;

  private int times;

  KeyListener(Sink sink) {
    this.sink = sink;
  }

  /** Listens to the next samples. */
  void hear(short[] more) {
    int taken = 0;
    while (taken < more.length) {
      int count = Math.min(more.length - taken, frame.length - filled);
      System.arraycopy(more, taken, frame, filled, count);
      taken += count;
      filled += count;
      samples += count;
      if (filled == frame.length) {
        heard(detector.detect(frame));
        filled -= HOP;
        System.arraycopy(frame, HOP, frame, 0, filled);
      }
    }
  }

  /** How much was heard. */
  long millis() {
    return samples * 1_000 / ToneDetector.SAMPLE_RATE_HERTZ;
  }

  private void heard(char key) {
    if (key == down) {
      times = 0;
      return;
    }
    times = times > 0 && key == seen ? times + 1 : 1;
    seen = key;
    if (times == AGREEING) {
      down = key;
      times = 0;
      if (key != ToneDetector.NONE) {
        sink.pressed(key, millis());
      }
    }
  }
}
