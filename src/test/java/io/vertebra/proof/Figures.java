package io.vertebra.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * What an experiment measured: plain figures, and figures held against a bar.
 *
 * <p>For one thread. Rows come out in the order they went in.
 */
public final class Figures {

  private static final List<String> HEAD = List.of("figure", "bar", "measured", "verdict", "break");

  private record Row(String what, String bar, String measured, String verdict, String broken) {

    List<String> cells() {
      return List.of(what, bar, measured, verdict, broken);
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private int missed;

  /** A figure without a bar. */
  public Figures note(String what, Object measured) {
    rows.add(new Row(what, "", String.valueOf(measured), "", ""));
    return this;
  }

  /**
   * A figure with a bar.
   *
   * @param bar what is expected, for people
   * @param met whether it was
   * @param broken the break of the experiment with which this bar is missed
   */
  public Figures bar(String what, String bar, Object measured, boolean met, String broken) {
    rows.add(new Row(what, bar, String.valueOf(measured), met ? "met" : "MISSED", broken));
    missed += met ? 0 : 1;
    return this;
  }

  /** A count that must be exactly this. */
  public Figures exactly(String what, long expected, long measured, String broken) {
    return bar(what, String.valueOf(expected), measured, measured == expected, broken);
  }

  /** How many bars were missed. */
  public int missed() {
    return missed;
  }

  /** The breaks that the bars name. */
  List<String> breaksNamed() {
    return rows.stream()
        .filter(row -> !row.verdict().isEmpty())
        .map(Row::broken)
        .distinct()
        .toList();
  }

  /** How many figures have a bar. */
  long bars() {
    return rows.stream().filter(row -> !row.verdict().isEmpty()).count();
  }

  /** As a table for people, in Markdown. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    rows.forEach(row -> lines.add(row.cells()));
    int[] widths = new int[HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      append(table, line, widths);
      if (line == HEAD) {
        append(table, HEAD.stream().map(cell -> "").toList(), widths, '-');
      }
    }
    return table.toString();
  }

  private static void append(StringBuilder table, List<String> cells, int[] widths) {
    append(table, cells, widths, ' ');
  }

  private static void append(StringBuilder table, List<String> cells, int[] widths, char fill) {
    for (int i = 0; i < widths.length; i++) {
      String padding = String.valueOf(fill).repeat(widths[i] - cells.get(i).length());
      table.append("| ").append(cells.get(i)).append(padding).append(' ');
    }
    table.append("|\n");
  }
}
