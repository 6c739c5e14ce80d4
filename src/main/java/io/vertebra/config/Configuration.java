package io.vertebra.config;

/** A configuration that was found good: the records, and the tree they were made of; immutable. */
public final class Configuration<R extends Record> {
  private final R value;
  private final Node root;
  private final Shape shape;

  Configuration(R value, Node root, Shape shape) {
    this.value = value;
    this.root = root;
    this.shape = shape;
  }

  public R value() {
    return value;
  }

  /** The root of the tree, without the defaults. */
  public ConfigNode tree() {
    return new ConfigNode(KeyPath.ROOT, root);
  }

  /**
   * Every key with its value as YAML, with the layer that set it as a comment and secrets masked.
   * Reading it again gives the same configuration, but for the secrets.
   */
  public String print() {
    return Printer.print((Node.Mapping) Effective.of(shape, root));
  }
}
