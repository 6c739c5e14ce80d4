package io.vertebra.config;

import io.vertebra.config.ConfigException.Problem;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The list of all keys of a configuration, taken from the records themselves.
 *
 * <p>The rule of a key is what an error would say, and is found the same way: by offering its
 * record something absurd.
 */
public final class KeyReference {
  private static final Map<Type, List<String>> ABSURD =
      Map.of(
          int.class, List.of("2147483647", "-2147483648"),
          long.class, List.of("9223372036854775807", "-9223372036854775808"),
          double.class, List.of("1e300", "-1e300"),
          Duration.class, List.of("106751d", "0s"),
          ByteSize.class, List.of("8388607TiB", "0B"),
          String.class, List.of("", "\u0001"));

  private static final List<String> PLACEHOLDERS = List.of("1", "true", "1s", "1MiB");

  private final Shape shape;
  private final List<Key> keys = new ArrayList<>();

  private KeyReference(Shape shape) {
    this.shape = shape;
  }

  /**
   * One key.
   *
   * @param path keys joined by dots, with {@code <name>} where any name can stand
   * @param byDefault the default as it would be written; {@code required}, {@code not set} or
   *     {@code empty} when there is none
   * @param rule what a value must be
   * @param live whether it may change while the process runs
   * @param doc what it means
   */
  public record Key(
      String path, String byDefault, String rule, boolean live, boolean secret, String doc) {}

  /** The keys in the order of the records' components. */
  public static List<Key> of(Class<? extends Record> root) {
    KeyReference reference = new KeyReference(new Shape(root, Map.of()));
    reference.record(root, KeyPath.ROOT, false, false);
    return List.copyOf(reference.keys);
  }

  private void record(Class<?> record, KeyPath path, boolean live, boolean secret) {
    for (RecordKey key : RecordKey.of(record)) {
      RecordKey inherited =
          new RecordKey(
              key.name(),
              key.type(),
              key.fallback(),
              key.doc(),
              live || key.live(),
              secret || key.secret());
      place(record, inherited, inherited.type(), path.child(key.name()));
    }
  }

  private void place(Class<?> owner, RecordKey key, Type type, KeyPath path) {
    Shape.Kind kind = shape.kind(type, path);
    if (kind instanceof Shape.Open open) {
      place(owner, key, open.value(), path.resolve("<name>"));
    } else if (kind instanceof Shape.Free) {
      add(key, path, "anything that its owner takes");
    } else if (kind instanceof Shape.Leaf leaf) {
      leaf(owner, key, leaf.type(), path);
    } else {
      record((Class<?>) unwrapped(type), path, key.live(), key.secret());
    }
  }

  private void leaf(Class<?> owner, RecordKey key, Type type, KeyPath path) {
    if (!(type instanceof ParameterizedType list)) {
      boolean direct = unwrapped(key.type()) == type;
      Optional<String> refusal = direct ? refusal(owner, key.name(), type) : Optional.empty();
      add(key, path, refusal.orElseGet(() -> typeRule(type)));
      return;
    }
    Type item = list.getActualTypeArguments()[0];
    if (shape.kind(item, path) instanceof Shape.Fixed) {
      record((Class<?>) item, new KeyPath(path + "[]"), key.live(), key.secret());
    } else {
      add(key, path, "a list, each item " + typeRule(item));
    }
  }

  private void add(RecordKey key, KeyPath path, String rule) {
    keys.add(new Key(path.text(), byDefault(key), rule, key.live(), key.secret(), key.doc()));
  }

  private static String byDefault(RecordKey key) {
    if (key.fallback() != null) {
      return key.fallback().isEmpty() ? "empty" : key.fallback();
    } else if (Shape.isOptional(key.type())) {
      return "not set";
    }
    boolean many = key.type() instanceof ParameterizedType || key.type() == ConfigNode.class;
    return many ? "empty" : "required";
  }

  private static Optional<String> refusal(Class<?> owner, String name, Type type) {
    for (String text : ABSURD.getOrDefault(type, List.of())) {
      List<Problem> problems = new ArrayList<>();
      Map<String, Node> offer = placeholders(owner);
      offer.put(name, new Node.Scalar(text, true, ""));
      Node absurd = new Node.Mapping(offer, "");
      new Binder(problems).bind(owner.asSubclass(Record.class), absurd, KeyPath.ROOT);
      Optional<String> rule =
          problems.stream().filter(p -> p.path().equals(name)).map(Problem::expected).findFirst();
      if (rule.isPresent()) {
        return rule;
      }
    }
    return Optional.empty();
  }

  /** Something for each required key, so that the constructor can be asked at all. */
  private static Map<String, Node> placeholders(Class<?> owner) {
    Map<String, Node> values = new HashMap<>();
    for (RecordKey key : RecordKey.of(owner)) {
      if (key.fallback() == null && key.type() instanceof Class<?> type) {
        ScalarType.of(type)
            .flatMap(scalar -> PLACEHOLDERS.stream().filter(scalar::takes).findFirst())
            .ifPresent(text -> values.put(key.name(), new Node.Scalar(text, true, "")));
      }
    }
    return values;
  }

  private static String typeRule(Type type) {
    return ScalarType.of((Class<?>) type).orElseThrow().rule();
  }

  private static Type unwrapped(Type type) {
    return Shape.isOptional(type) ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
  }
}
