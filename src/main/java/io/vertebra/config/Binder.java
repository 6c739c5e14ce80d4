package io.vertebra.config;

import io.vertebra.config.ConfigException.Problem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes records of a tree, and goes on after a problem so as to report all of them. A key whose
 * value is refused takes its default for the time being: only then can the constructor be asked
 * about the other keys.
 */
final class Binder {
  /** What {@link Check} writes, and every other constructor of a configuration record should. */
  private static final Pattern REFUSAL =
      Pattern.compile("([\\w.\\[\\]]+): (.*) \\(expected: (.*)\\)", Pattern.DOTALL);

  private static final Object FAILED = new Object();
  private static final int MAX_SHOWN = 80;
  private static final int MAX_LISTED = 12;

  private final List<Problem> problems;

  Binder(List<Problem> problems) {
    this.problems = problems;
  }

  /** Null when problems were added. */
  <R extends Record> R bind(Class<R> type, Node node, KeyPath path) {
    int before = problems.size();
    Object bound = record(type, node, path, false);
    return problems.size() > before ? null : type.cast(bound);
  }

  private Object record(Class<?> type, Node node, KeyPath path, boolean secret) {
    if (!(node instanceof Node.Mapping mapping)) {
      return refuse(path, node, secret, "a mapping");
    }
    List<RecordKey> keys = RecordKey.of(type);
    List<String> names = keys.stream().map(RecordKey::name).toList();
    mapping.entries().forEach((name, child) -> checkKnown(name, names, path.child(name), child));
    Object[] values = new Object[keys.size()];
    for (int i = 0; i < values.length; i++) {
      RecordKey key = keys.get(i);
      values[i] = component(key, mapping.entries().get(key.name()), path.child(key.name()), secret);
    }
    return construct(type, new Construction(keys, values, mapping, path, secret));
  }

  /** The value is not shown: the key may be that of a secret, misspelt. */
  private void checkKnown(String name, List<String> known, KeyPath path, Node node) {
    if (!known.contains(name)) {
      String rule =
          Nearest.to(name, known)
              .map(nearest -> "a known key; did you mean " + nearest + "?")
              .orElseGet(() -> listed(known));
      problems.add(new Problem(path.text(), "unknown key", rule, node.origin()));
    }
  }

  private static String listed(List<String> known) {
    String names = String.join(", ", known.subList(0, Math.min(known.size(), MAX_LISTED)));
    return known.isEmpty()
        ? "no keys here"
        : "one of " + names + (known.size() > MAX_LISTED ? ", ..." : "");
  }

  private Object component(RecordKey key, Node node, KeyPath path, boolean inSecret) {
    boolean secret = inSecret || key.secret();
    if (node == null || node instanceof Node.Empty && !isScalar(key.type())) {
      return absent(key, path, secret);
    }
    Object value = value(key.type(), node, path, secret);
    return value == FAILED ? substitute(key, path, secret) : value;
  }

  private static boolean isScalar(Type type) {
    return type instanceof Class<?> plain && ScalarType.of(plain).isPresent();
  }

  private Object absent(RecordKey key, KeyPath path, boolean secret) {
    if (key.fallback() != null) {
      return value(key.type(), new Node.Scalar(key.fallback(), true, "default"), path, secret);
    }
    Class<?> raw = raw(key.type());
    if (raw == Optional.class) {
      return Optional.empty();
    } else if (raw == List.class) {
      return List.of();
    } else if (raw == Map.class) {
      return Map.of();
    } else if (raw == ConfigNode.class) {
      return new ConfigNode(path, Node.Mapping.NOTHING);
    } else if (isScalar(raw)) {
      problems.add(
          new Problem(path.text(), "missing", ScalarType.of(raw).orElseThrow().rule(), ""));
      return FAILED;
    }
    return record(raw, Node.Mapping.NOTHING, path, secret);
  }

  /** The default in the place of a refused value; its own problems are not the user's. */
  private static Object substitute(RecordKey key, KeyPath path, boolean secret) {
    List<Problem> ignored = new ArrayList<>();
    Object value = new Binder(ignored).absent(key, path, secret);
    return ignored.isEmpty() ? value : FAILED;
  }

  private Object value(Type type, Node node, KeyPath path, boolean secret) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Class<?> raw = raw(type);
      if (raw == Optional.class) {
        Object value = value(arguments[0], node, path, secret);
        return value == FAILED ? FAILED : Optional.of(value);
      } else if (raw == List.class) {
        return list(arguments[0], node, path, secret);
      } else if (raw == Map.class && arguments[0] == String.class) {
        return map(arguments[1], node, path, secret);
      }
    } else if (type == ConfigNode.class) {
      return new ConfigNode(path, node);
    } else if (isScalar(type)) {
      return scalar(ScalarType.of((Class<?>) type).orElseThrow(), node, path, secret);
    } else if (raw(type).isRecord()) {
      return record(raw(type), node, path, secret);
    }
    throw new IllegalStateException(path + ": " + type + " is no type for configuration");
  }

  private Object scalar(ScalarType type, Node node, KeyPath path, boolean secret) {
    if (!(node instanceof Node.Scalar scalar)) {
      return refuse(path, node, secret, type.rule());
    }
    try {
      return type.parse(scalar.text());
    } catch (IllegalArgumentException e) {
      return refuse(path, node, secret, e.getMessage());
    }
  }

  private Object list(Type item, Node node, KeyPath path, boolean secret) {
    Node unfolded = node instanceof Node.Scalar scalar ? scalar.unfolded() : node;
    if (!(unfolded instanceof Node.Sequence sequence)) {
      return refuse(path, node, secret, "a list");
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      values.add(value(item, sequence.items().get(i), path.item(i), secret));
    }
    return values.contains(FAILED) ? FAILED : List.copyOf(values);
  }

  private Object map(Type type, Node node, KeyPath path, boolean secret) {
    if (!(node instanceof Node.Mapping mapping)) {
      return refuse(path, node, secret, "a mapping");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, child) -> values.put(key, entry(type, child, path.child(key), secret)));
    return values.containsValue(FAILED) ? FAILED : Collections.unmodifiableMap(values);
  }

  /** {@code name:} with nothing behind it is an entry with all defaults. */
  private Object entry(Type type, Node node, KeyPath path, boolean secret) {
    boolean blank = node instanceof Node.Empty && !isScalar(type);
    return value(type, blank ? Node.Mapping.NOTHING : node, path, secret);
  }

  private Object construct(Class<?> type, Construction made) {
    boolean[] replaced = new boolean[made.values.length];
    while (!Arrays.asList(made.values).contains(FAILED)) {
      try {
        return constructor(type).newInstance(made.values);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof IllegalArgumentException refusal)) {
          throw new IllegalStateException(made.path + ": " + type, e.getCause());
        }
        int index = made.refused(refusal);
        if (index >= 0 && replaced[index]) {
          return FAILED; // The default is refused as well: one problem is enough.
        }
        report(type, made, refusal);
        if (index < 0) {
          return FAILED;
        }
        replaced[index] = true;
        RecordKey key = made.keys.get(index);
        made.values[index] = substitute(key, made.path.child(key.name()), made.secret);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type + " cannot be constructed", e);
      }
    }
    return FAILED;
  }

  /** Adds the constructor's refusal. */
  private void report(Class<?> type, Construction made, IllegalArgumentException refusal) {
    Matcher parts = REFUSAL.matcher(String.valueOf(refusal.getMessage()));
    if (!parts.matches()) {
      boolean hush = made.secret || made.keys.stream().anyMatch(RecordKey::secret);
      String rule = hush ? "a valid " + type.getSimpleName() : refusal.getMessage();
      problems.add(new Problem(where(made.path), "refused", rule, made.node.origin()));
      return;
    }
    String relative = parts.group(1);
    int index = made.refused(refusal);
    boolean secret = made.secret || index >= 0 && made.keys.get(index).secret();
    String shown = secret ? "***" : shown(parts.group(2));
    String path = made.path.resolve(relative).text();
    problems.add(new Problem(path, shown, parts.group(3), made.origin(index)));
  }

  /** The arguments of a record's constructor on their way, and where they come from. */
  private record Construction(
      List<RecordKey> keys, Object[] values, Node.Mapping node, KeyPath path, boolean secret) {

    /** The index of the component that a refusal names, or -1. */
    int refused(IllegalArgumentException refusal) {
      Matcher parts = REFUSAL.matcher(String.valueOf(refusal.getMessage()));
      String name = parts.matches() ? parts.group(1).split("[.\\[]", 2)[0] : "";
      return keys.stream().map(RecordKey::name).toList().indexOf(name);
    }

    String origin(int index) {
      Node child = index < 0 ? node : node.entries().get(keys.get(index).name());
      return child == null ? "default" : child.origin();
    }
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }

  private Object refuse(KeyPath path, Node node, boolean secret, String rule) {
    String value;
    if (node instanceof Node.Scalar scalar) {
      value = secret ? "***" : shown(scalar.text());
    } else if (node instanceof Node.Sequence) {
      value = "a list";
    } else {
      value = node instanceof Node.Mapping ? "a mapping" : "nothing";
    }
    problems.add(new Problem(where(path), value, rule, node.origin()));
    return FAILED;
  }

  private static String where(KeyPath path) {
    return path.text().isEmpty() ? "the root" : path.text();
  }

  /** One line of bounded length, whatever the value holds. */
  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    if (line.isBlank()) {
      return '"' + line + '"';
    }
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }
}
