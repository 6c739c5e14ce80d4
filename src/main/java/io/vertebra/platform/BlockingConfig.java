package io.vertebra.platform;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;

/** Work that blocks, such as SQL: {@code blocking} in the configuration. */
public record BlockingConfig(
    @Doc("Threads for blocking work below Java 21; from 21 on virtual threads are used")
        @Default("16")
        int workers,
    @Doc("Pieces of blocking work that may run or wait at once; more are refused") @Default("4096")
        int maxPending) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public BlockingConfig {
    Check.range("workers", workers, 1, 1024);
    Check.range("maxPending", maxPending, 1, 1_000_000);
  }
}
