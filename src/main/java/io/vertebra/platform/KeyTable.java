package io.vertebra.platform;

import io.vertebra.config.KeyReference.Key;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Two ways to write the list of keys. */
final class KeyTable {
  /** Stand for the absence of a default. */
  private static final Set<String> WORDS = Set.of("required", "not set", "empty");

  private KeyTable() {}

  /** For a terminal: the key, its meaning, then its default and rule. */
  static String text(List<Key> keys) {
    return keys.stream()
        .map(
            key ->
                "%s%n    %s%n    default: %s; value: %s%s%n"
                    .formatted(key.path(), key.doc(), key.byDefault(), key.rule(), notes(key)))
        .collect(Collectors.joining());
  }

  private static String notes(Key key) {
    return (key.secret() ? "; secret" : "") + (key.live() ? "; changes while running" : "");
  }

  /** For the documentation. */
  static String markdown(List<Key> keys) {
    return keys.stream()
        .map(KeyTable::row)
        .collect(
            Collectors.joining(
                "", "| Key | Default | Value | Changes | Meaning |\n|---|---|---|---|---|\n", ""));
  }

  private static String row(Key key) {
    boolean word = WORDS.contains(key.byDefault());
    String byDefault = word ? key.byDefault() : "`" + key.byDefault() + "`";
    String changes = key.live() ? "while running" : "at start";
    String meaning = key.doc().replace("<", "&lt;") + (key.secret() ? " (secret)" : "");
    return String.join(" | ", "| `" + key.path() + "`", byDefault, key.rule(), changes, meaning)
        + " |\n";
  }
}
