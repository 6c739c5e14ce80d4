package io.vertebra.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration can hold: the root record, and the records mounted in its free parts.
 *
 * @param mounts path to record
 */
record Shape(Class<? extends Record> root, Map<String, Class<? extends Record>> mounts) {

  Shape {
    mounts = Map.copyOf(mounts);
  }

  /** What stands at a place, as far as its keys go. */
  sealed interface Kind {}

  /** Keys fixed by a record. */
  record Fixed(List<RecordKey> keys) implements Kind {}

  /** Any keys, each with a value of the type. */
  record Open(Type value) implements Kind {}

  /** Anything, and no record says what. */
  record Free() implements Kind {}

  /** A value without keys: a scalar or a list. */
  record Leaf(Type type) implements Kind {}

  Kind kind(Type type, KeyPath path) {
    Class<? extends Record> mounted = mounts.get(path.text());
    if (mounted != null) {
      return new Fixed(RecordKey.of(mounted));
    }
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (generic.getRawType() == Optional.class) {
        return kind(last, path);
      }
      return generic.getRawType() == Map.class ? new Open(last) : new Leaf(type);
    }
    if (type == ConfigNode.class) {
      return new Free();
    }
    Class<?> plain = (Class<?>) type;
    return plain.isRecord() && ScalarType.of(plain).isEmpty()
        ? new Fixed(RecordKey.of(plain))
        : new Leaf(type);
  }

  static boolean isOptional(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
  }

  /** The entries of a map type: those that the tree has, and those that are mounted. */
  Map<String, Node> entries(KeyPath path, Node node) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (node instanceof Node.Mapping mapping) {
      entries.putAll(mapping.entries());
    }
    for (String mount : mounts.keySet()) {
      List<String> keys = KeyPath.keys(mount);
      String last = keys.get(keys.size() - 1);
      if (path.child(last).text().equals(mount)) {
        entries.putIfAbsent(last, Node.Mapping.NOTHING);
      }
    }
    return entries;
  }
}
