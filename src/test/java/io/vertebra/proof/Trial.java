package io.vertebra.proof;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an experiment is to be run.
 *
 * @param quick smaller, for every build
 * @param broken the break to make, one of {@link Proof#breaks()}
 * @param jar the built platform
 * @param dir an empty directory for the files of this run
 */
public record Trial(boolean quick, Optional<String> broken, Path jar, Path dir) {

  /** Whether a mechanism is to be switched off. */
  public boolean breaks(String name) {
    return broken.filter(name::equals).isPresent();
  }

  /** One number for the full run, another for the quick one. */
  public int size(int full, int quickly) {
    return quick ? quickly : full;
  }
}
