package io.vertebra.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a tree as YAML, each value with its origin as a comment. */
final class Printer {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./+-](?:[A-Za-z0-9_./:@+-]*[A-Za-z0-9_./@+-])?");
  private static final Pattern NOT_TEXT = Pattern.compile("(?i)null|[.+-]+");
  private static final int COMMENT_COLUMN = 48;

  private final List<String> lines = new ArrayList<>();

  private Printer() {}

  static String print(Node.Mapping root) {
    Printer printer = new Printer();
    printer.entries(root, "");
    return String.join("", printer.lines);
  }

  private void entries(Node.Mapping mapping, String indent) {
    mapping.entries().forEach((key, value) -> value(indent + quoted(key) + ":", value, indent));
  }

  private void value(String start, Node value, String indent) {
    if (value instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      lines.add(start + "\n");
      entries(mapping, indent + "  ");
    } else if (value instanceof Node.Sequence list
        && !list.items().stream().allMatch(Printer::isFlat)) {
      lines.add(start + "\n");
      list.items().forEach(item -> item(item, indent + "  "));
    } else {
      String line = start + " " + flat(value);
      String pad = " ".repeat(Math.max(1, COMMENT_COLUMN - line.length()));
      lines.add(line + (value.origin().isEmpty() ? "" : pad + "# " + value.origin()) + "\n");
    }
  }

  private void item(Node item, String indent) {
    if (item instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      int first = lines.size();
      entries(mapping, indent + "  ");
      lines.set(first, indent + "- " + lines.get(first).substring(indent.length() + 2));
    } else {
      value(indent + "-", item, indent);
    }
  }

  private static boolean isFlat(Node node) {
    return node instanceof Node.Scalar || node instanceof Node.Empty;
  }

  private static String flat(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return quoted(scalar.text());
    } else if (node instanceof Node.Sequence list) {
      return list.items().stream().map(Printer::flat).collect(Collectors.joining(", ", "[", "]"));
    }
    return node instanceof Node.Mapping ? "{}" : "";
  }

  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches() && !NOT_TEXT.matcher(text).matches()) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(c -> quoted.append(escaped((char) c)));
    return quoted.append('"').toString();
  }

  private static String escaped(char c) {
    if (c == '"' || c == '\\') {
      return "\\" + c;
    }
    boolean plain = c >= ' ' && c < 0x7f || c >= 0xa0 && !Character.isSurrogate(c) && c != 0xfeff;
    return plain || Character.isSurrogate(c)
        ? String.valueOf(c)
        : String.format("\\u%04x", (int) c);
  }
}
