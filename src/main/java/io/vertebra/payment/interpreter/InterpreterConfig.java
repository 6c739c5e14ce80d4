package io.vertebra.payment.interpreter;

import io.vertebra.config.ByteSize;
import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;

/** The keys below {@code modules.interpreter}. */
record InterpreterConfig(
    @Doc("Name of the recognizer to use, one of those on the class path") @Default("keypad")
        String recognizer,
    @Doc("Most audio_data in a chunk; 16000 bytes are a second") @Default("32KiB")
        ByteSize maxChunkSize,
    @Doc("Sessions that may run at a time; further ones are refused") @Default("2000")
        int maxSessions) {

  InterpreterConfig {
    Check.notBlank("recognizer", recognizer);
    Check.range("maxChunkSize", maxChunkSize, new ByteSize(320), ByteSize.ofKiB(256));
    Check.range("maxSessions", maxSessions, 1, 1_000_000);
  }
}
