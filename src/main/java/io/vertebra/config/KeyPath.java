package io.vertebra.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a value, as a person writes it: {@code server.port}, {@code endpoints[2].host}; a
 * key with other characters stands in double quotes: {@code methods."pkg.Service/Call".deadline}.
 */
record KeyPath(String text) {
  static final KeyPath ROOT = new KeyPath("");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern SEGMENT = Pattern.compile("\"([^\"]+)\"|([^.\"]+)");

  KeyPath child(String key) {
    String segment = PLAIN.matcher(key).matches() ? key : '"' + key + '"';
    return new KeyPath(text.isEmpty() ? segment : text + '.' + segment);
  }

  KeyPath item(int index) {
    return new KeyPath(text + '[' + index + ']');
  }

  /** A path given relative to this one, such as the name in a constructor's message. */
  KeyPath resolve(String relative) {
    return text.isEmpty() ? new KeyPath(relative) : new KeyPath(text + '.' + relative);
  }

  /**
   * The keys from the root, of a path without indices.
   *
   * @throws IllegalArgumentException when the text is not keys joined by dots
   */
  static List<String> keys(String path) {
    List<String> keys = new ArrayList<>();
    Matcher segment = SEGMENT.matcher(path);
    int at = 0;
    while (segment.region(at, path.length()).lookingAt()) {
      keys.add(segment.group(1) != null ? segment.group(1) : segment.group(2));
      at = segment.end();
      if (at == path.length()) {
        return keys;
      }
      if (path.charAt(at++) != '.') {
        break;
      }
    }
    throw new IllegalArgumentException(path + " (expected: keys joined by dots)");
  }

  @Override
  public String toString() {
    return text;
  }
}
