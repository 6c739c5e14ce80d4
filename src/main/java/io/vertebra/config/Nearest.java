package io.vertebra.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** Suggests a name for one that is unknown. */
public final class Nearest {

  private Nearest() {}

  /**
   * The name that a person who wrote another may have meant.
   *
   * @param name what was written
   * @param known the names that there are
   * @return empty when none is near
   */
  public static Optional<String> to(String name, Collection<String> known) {
    String nearest = null;
    int least = Math.max(2, Math.min(4, name.length() / 3)) + 1;
    for (String candidate : known) {
      int distance = candidate.startsWith(name) ? 1 : edits(name, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** Insertions, deletions and replacements from one word to the other, letter case aside. */
  private static int edits(String from, String to) {
    int[] previous = new int[to.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        char a = Character.toLowerCase(from.charAt(i - 1));
        char b = Character.toLowerCase(to.charAt(j - 1));
        int replaced = previous[j - 1] + (a == b ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
