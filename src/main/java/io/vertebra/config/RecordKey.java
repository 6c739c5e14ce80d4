package io.vertebra.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One key of a configuration record: its component with what the annotations say.
 *
 * @param fallback the text of {@link Default}, or null
 */
record RecordKey(
    String name, Type type, String fallback, String doc, boolean live, boolean secret) {

  /** The keys in the order of the components, which is also that of constructor arguments. */
  static List<RecordKey> of(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(RecordKey::of).toList();
  }

  private static RecordKey of(RecordComponent component) {
    Default fallback = component.getAnnotation(Default.class);
    Doc doc = component.getAnnotation(Doc.class);
    return new RecordKey(
        component.getName(),
        component.getGenericType(),
        fallback == null ? null : fallback.value(),
        doc == null ? "" : doc.value(),
        component.isAnnotationPresent(Live.class),
        component.isAnnotationPresent(Secret.class));
  }

  /** The name that a person who wrote {@code name} may have meant. */
  static Optional<String> nearest(String name, Collection<String> known) {
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
