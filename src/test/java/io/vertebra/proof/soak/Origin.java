package io.vertebra.proof.soak;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where an exception comes from, on one line. */
final class Origin {

  private static final int FRAMES = 3;

  private Origin() {}

  /** The exception, and where in Vertebra it was thrown. */
  static String of(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("io.vertebra."))
        .limit(FRAMES)
        .map(Object::toString)
        .collect(Collectors.joining(", ", thrown + " at ", ""));
  }
}
