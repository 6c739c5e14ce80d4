package io.vertebra.payment.logs;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;

/**
 * Escapes, beyond what JSON asks for, all that some program takes for the end of a line or a
 * terminal for a command: DEL, the C1 controls (U+0085 is one), U+2028 and U+2029.
 */
final class LineEscapes extends CharacterEscapes {

  private static final long serialVersionUID = 1L;

  private final int[] ascii = standardAsciiEscapesForJSON();

  LineEscapes() {
    ascii[0x7f] = ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii.clone();
  }

  /** Null for a character that stays as it is. */
  @Override
  public SerializableString getEscapeSequence(int character) {
    boolean control = character >= 0x80 && character <= 0x9f;
    boolean separator = character == 0x2028 || character == 0x2029;
    return control || separator
        ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", character))
        : null;
  }
}
