package io.vertebra.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A value as the layers give it, before it has a type; immutable. */
sealed interface Node {

  /** Who said so: {@code conf/prod.yaml:12}, {@code VERTEBRA_SERVER_PORT}, {@code --set}. */
  String origin();

  /** The same in plain maps, lists and strings, without the origins; null for an empty value. */
  Object plain();

  /**
   * One word, or the text of a scalar.
   *
   * @param flat whether the text comes from an environment variable or a flag, where {@code a,b} is
   *     the way to write a list
   */
  record Scalar(String text, boolean flat, String origin) implements Node {
    @Override
    public Object plain() {
      return text;
    }

    /** The list that a flat text writes as {@code a,b} or {@code [a, b]}; else the scalar. */
    Node unfolded() {
      if (!flat) {
        return this;
      }
      String body = text.strip();
      if (body.startsWith("[") && body.endsWith("]")) {
        body = body.substring(1, body.length() - 1);
      }
      List<Node> items =
          Arrays.stream(body.split(","))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .map(item -> (Node) new Scalar(item, true, origin))
              .toList();
      return new Sequence(items, origin);
    }
  }

  /** A key with nothing behind it. */
  record Empty(String origin) implements Node {
    @Override
    public Object plain() {
      return null;
    }
  }

  record Sequence(List<Node> items, String origin) implements Node {
    @Override
    public Object plain() {
      return items.stream().map(Node::plain).collect(Collectors.toList());
    }
  }

  /** The order of the entries is that of the layers. */
  record Mapping(Map<String, Node> entries, String origin) implements Node {
    static final Mapping NOTHING = new Mapping(Map.of(), "");

    @Override
    public Object plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, node) -> plain.put(key, node.plain()));
      return plain;
    }
  }

  /**
   * The upper layer put on the lower one: mappings are merged, anything else is replaced. A key
   * with nothing behind it leaves a mapping below as it is, so that commenting out the last line of
   * a section cannot wipe the section of another layer.
   */
  static Node merge(Node lower, Node upper) {
    if (lower instanceof Mapping below && upper instanceof Mapping above) {
      Map<String, Node> merged = new LinkedHashMap<>(below.entries());
      above.entries().forEach((key, node) -> merged.merge(key, node, Node::merge));
      return new Mapping(merged, above.origin());
    }
    return lower instanceof Mapping && upper instanceof Empty ? lower : upper;
  }

  /** The value wrapped in mappings, one for each key. */
  static Node under(List<String> keys, Node value) {
    Node node = value;
    for (int i = keys.size() - 1; i >= 0; i--) {
      node = new Mapping(Map.of(keys.get(i), node), value.origin());
    }
    return node;
  }

  /** The value behind the keys, or null. */
  static Node find(Node root, List<String> keys) {
    Node node = root;
    for (String key : keys) {
      node = node instanceof Mapping mapping ? mapping.entries().get(key) : null;
    }
    return node;
  }
}
