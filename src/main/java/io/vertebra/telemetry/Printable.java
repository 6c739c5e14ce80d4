package io.vertebra.telemetry;

/** Text of strangers, made fit for one line of a log. */
final class Printable {

  private Printable() {}

  /**
   * The text with control and format characters escaped as in Java, and cut off when it is too
   * long.
   */
  static String line(String text, int maxChars) {
    int length = Math.min(text.length(), maxChars);
    int plain = 0;
    while (plain < length && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(length + 16);
    append(text, 0, length, out);
    if (length < text.length()) {
      out.append("...");
    }
    return out.toString();
  }

  /** Appends a text without anything that ends a line or moves a cursor. */
  static void append(String text, StringBuilder out) {
    append(text, 0, text.length(), out);
  }

  private static void append(String text, int from, int to, StringBuilder out) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else {
        switch (c) {
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          default -> out.append(String.format("\\u%04x", (int) c));
        }
      }
    }
  }

  private static boolean isPlain(char c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
