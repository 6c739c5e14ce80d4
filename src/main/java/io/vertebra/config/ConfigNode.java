package io.vertebra.config;

import io.vertebra.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A place in the configuration and the values below it; immutable. Two nodes are equal when their
 * values are, wherever those come from.
 *
 * <pre>{@code
 * OrderConfig config = context.config().bind(OrderConfig.class);
 * ServerConfig inTest = ConfigNode.parse("test", "port: 0").bind(ServerConfig.class);
 * }</pre>
 */
public final class ConfigNode {
  private final KeyPath path;
  private final Node node;

  ConfigNode(KeyPath path, Node node) {
    this.path = path;
    this.node = node;
  }

  /** The root of an empty tree: binding it gives the defaults. */
  public static ConfigNode empty() {
    return new ConfigNode(KeyPath.ROOT, Node.Mapping.NOTHING);
  }

  /**
   * The root of a YAML text.
   *
   * @param name names the text in errors, as {@code name:line}
   * @throws ConfigException when the text is no YAML mapping
   */
  public static ConfigNode parse(String name, String yaml) {
    List<Problem> problems = new ArrayList<>();
    Node root = YamlReader.read(name, yaml, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new ConfigNode(KeyPath.ROOT, root);
  }

  /** Such as {@code modules.order}; empty for the root. */
  public String path() {
    return path.text();
  }

  /** Whether there is nothing here. */
  public boolean isEmpty() {
    return node instanceof Node.Empty || node.equals(Node.Mapping.NOTHING);
  }

  /** The keys below, none unless this is a mapping. */
  public Set<String> keys() {
    return node instanceof Node.Mapping mapping ? Set.copyOf(mapping.entries().keySet()) : Set.of();
  }

  /**
   * The place behind keys joined by dots; an empty node when there is nothing.
   *
   * @throws IllegalArgumentException when {@code relative} is not keys joined by dots
   */
  public ConfigNode at(String relative) {
    List<String> keys = KeyPath.keys(relative);
    KeyPath below = path;
    for (String key : keys) {
      below = below.child(key);
    }
    Node found = Node.find(node, keys);
    return new ConfigNode(below, found == null ? Node.Mapping.NOTHING : found);
  }

  /** The text of a scalar; empty for anything else. */
  public Optional<String> text() {
    return node instanceof Node.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  /**
   * The record that the values here make, with its defaults where there are none.
   *
   * @throws ConfigException with every unknown key, missing key, wrong type and refused value
   */
  public <R extends Record> R bind(Class<R> type) {
    List<Problem> problems = new ArrayList<>();
    Node here = node instanceof Node.Empty ? Node.Mapping.NOTHING : node;
    R bound = new Binder(problems).bind(type, here, path);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return bound;
  }

  Node node() {
    return node;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigNode that && Objects.equals(node.plain(), that.node.plain());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(node.plain());
  }

  /** The path only: the values may be secret. */
  @Override
  public String toString() {
    return "ConfigNode[" + path + "]";
  }
}
