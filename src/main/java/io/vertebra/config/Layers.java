package io.vertebra.config;

import io.vertebra.config.ConfigException.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of a configuration, put one on the other in the order of the calls; the record's own
 * defaults lie below all of them. Mappings are merged, scalars and lists replaced.
 *
 * <pre>{@code
 * Configuration<PlatformConfig> configuration =
 *     Layers.of(PlatformConfig.class)
 *         .file(Path.of("conf/vertebra.yaml"))
 *         .file(Path.of("conf/prod.yaml"))
 *         .environment("VERTEBRA_", System.getenv(), Set.of())
 *         .set("--set", "server.port", "0")
 *         .load();
 * }</pre>
 *
 * <p>Nothing is thrown before {@link #load}, which reports the problems of all layers together. For
 * one thread.
 */
public final class Layers<R extends Record> {
  private final Class<R> type;
  private final Map<String, Class<? extends Record>> mounts = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private Node root = Node.Mapping.NOTHING;

  private Layers(Class<R> type) {
    this.type = type;
  }

  /** Layers for a configuration whose root is this record. */
  public static <R extends Record> Layers<R> of(Class<R> type) {
    return new Layers<>(type);
  }

  /**
   * Says which record a free part of the tree (a {@link ConfigNode} of its owner) has, so that it
   * is checked, printed, and reached by environment variables like any other. Before the layers.
   *
   * @throws IllegalArgumentException when {@code path} is not keys joined by dots
   */
  public Layers<R> mount(String path, Class<? extends Record> part) {
    KeyPath.keys(path);
    mounts.put(path, part);
    return this;
  }

  /** A YAML file, of at most 1 MiB, which must be there. */
  public Layers<R> file(Path file) {
    return put(YamlReader.read(file, problems));
  }

  /** A YAML text from anywhere else, such as a key of a central store. */
  public Layers<R> yaml(String name, String text) {
    return put(YamlReader.read(name, text, problems));
  }

  /**
   * The variables with the prefix: {@code VERTEBRA_SERVER_PORT} sets {@code server.port}. One that
   * matches no key is refused, except for {@code reserved} names and those that Kubernetes injects
   * for a service whose name starts like the prefix.
   *
   * <p>An entry of a map can be set this way when a lower layer has it: a new name cannot be told
   * from the environment's upper case.
   */
  public Layers<R> environment(String prefix, Map<String, String> variables, Set<String> reserved) {
    if (variables.keySet().stream().noneMatch(name -> name.startsWith(prefix))) {
      return this;
    }
    EnvironmentNames names = EnvironmentNames.of(prefix, new Shape(type, mounts), root);
    return put(names.resolve(variables, reserved, problems));
  }

  /**
   * One value of the command line.
   *
   * @param origin names the flag in errors
   * @param path keys joined by dots
   * @param text the value; a list is written {@code a,b}
   */
  public Layers<R> set(String origin, String path, String text) {
    try {
      return put(Node.under(KeyPath.keys(path), new Node.Scalar(text, true, origin)));
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(origin, '"' + path + '"', "keys joined by dots", ""));
      return this;
    }
  }

  /** The text of a scalar as the layers so far have it. */
  public Optional<String> text(String path) {
    return new ConfigNode(KeyPath.ROOT, root).at(path).text();
  }

  /**
   * Binds what the layers make together.
   *
   * @throws ConfigException with the problems of all layers
   */
  public Configuration<R> load() {
    List<Problem> all = new ArrayList<>(problems);
    Binder binder = new Binder(all);
    R value = binder.bind(type, root, KeyPath.ROOT);
    ConfigNode tree = new ConfigNode(KeyPath.ROOT, root);
    mounts.forEach(
        (path, part) -> {
          ConfigNode at = tree.at(path);
          Node node = at.node() instanceof Node.Empty ? Node.Mapping.NOTHING : at.node();
          binder.bind(part, node, new KeyPath(path));
        });
    if (!all.isEmpty()) {
      throw new ConfigException(all);
    }
    return new Configuration<>(value, root, new Shape(type, mounts));
  }

  private Layers<R> put(Node layer) {
    root = Node.merge(root, layer);
    return this;
  }
}
