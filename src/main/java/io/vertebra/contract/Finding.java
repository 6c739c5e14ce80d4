package io.vertebra.contract;

import java.util.Comparator;

/**
 * One breach of a rule.
 *
 * @param file the file's name as others import it
 * @param line where to look, from 1
 * @param element what it is about, by kind and full name: {@code field shop.v1.Item.note}
 * @param problem what is wrong with it
 * @param rule what it should obey
 */
public record Finding(String file, int line, String element, String problem, Rule rule)
    implements Comparable<Finding> {

  private static final Comparator<Finding> BY_PLACE =
      Comparator.comparing(Finding::file)
          .thenComparingInt(Finding::line)
          .thenComparing(Finding::rule)
          .thenComparing(Finding::element);

  @Override
  public int compareTo(Finding other) {
    return BY_PLACE.compare(this, other);
  }

  /** One line for people and editors: place, what is wrong, how to mend it. */
  @Override
  public String toString() {
    return "%s:%d: %s: %s; to mend: %s [%s]"
        .formatted(file, line, element, problem, rule.mend(), rule.id());
  }
}
