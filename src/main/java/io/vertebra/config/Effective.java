package io.vertebra.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree with the defaults filled in, in the order of the records' components, and with secrets
 * masked. What no record describes is masked too: nobody can say that it is not secret.
 */
final class Effective {
  static final String MASK = "***";
  static final String NOT_SET = "not set";

  private final Shape shape;

  private Effective(Shape shape) {
    this.shape = shape;
  }

  static Node of(Shape shape, Node root) {
    return new Effective(shape).fill(shape.root(), root, KeyPath.ROOT, false);
  }

  private Node fill(Type type, Node node, KeyPath path, boolean secret) {
    boolean absent = node == null || node instanceof Node.Empty;
    if (absent && Shape.isOptional(type)) {
      return new Node.Empty(NOT_SET);
    }
    Shape.Kind kind = shape.kind(type, path);
    if (kind instanceof Shape.Leaf leaf) {
      return absent ? nothing(leaf.type()) : leaf(leaf.type(), node, path, secret);
    } else if (kind instanceof Shape.Free) {
      return absent ? Node.Mapping.NOTHING : masked(node);
    }
    Map<String, Node> filled = new LinkedHashMap<>();
    if (kind instanceof Shape.Fixed fixed) {
      for (RecordKey key : fixed.keys()) {
        Node child = node instanceof Node.Mapping map ? map.entries().get(key.name()) : null;
        boolean hide = secret || key.secret();
        Node value = fill(key.type(), orDefault(child, key), path.child(key.name()), hide);
        filled.put(key.name(), value);
      }
    } else if (kind instanceof Shape.Open open) {
      shape
          .entries(path, node)
          .forEach((k, child) -> filled.put(k, fill(open.value(), child, path.child(k), secret)));
    }
    return new Node.Mapping(filled, absent ? "default" : node.origin());
  }

  private static Node orDefault(Node node, RecordKey key) {
    boolean absent = node == null || node instanceof Node.Empty;
    return absent && key.fallback() != null
        ? new Node.Scalar(key.fallback(), true, "default")
        : node;
  }

  private static Node nothing(Type type) {
    return type instanceof ParameterizedType
        ? new Node.Sequence(List.of(), "default")
        : new Node.Empty(NOT_SET);
  }

  private Node leaf(Type type, Node node, KeyPath path, boolean secret) {
    if (secret) {
      return masked(node);
    }
    if (!(type instanceof ParameterizedType list)) {
      return node;
    }
    Type item = list.getActualTypeArguments()[0];
    Node unfolded = node instanceof Node.Scalar scalar ? scalar.unfolded() : node;
    List<Node> items =
        ((Node.Sequence) unfolded)
            .items().stream().map(child -> fill(item, child, path.item(0), false)).toList();
    return new Node.Sequence(items, node.origin());
  }

  private static Node masked(Node node) {
    if (node instanceof Node.Mapping mapping) {
      Map<String, Node> entries = new LinkedHashMap<>();
      mapping.entries().forEach((key, child) -> entries.put(key, masked(child)));
      return new Node.Mapping(entries, node.origin());
    }
    return new Node.Scalar(MASK, false, node.origin());
  }
}
