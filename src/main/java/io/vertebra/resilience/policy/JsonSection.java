package io.vertebra.resilience.policy;

import io.vertebra.config.Nearest;
import io.vertebra.rpc.RpcCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One object of a JSON document, and where it is in that. What is null counts as absent, and the
 * first letter of a key may be a capital.
 *
 * <p>All that it refuses is told as {@code path: value (expected: rule)}, by {@link
 * IllegalArgumentException}.
 */
final class JsonSection {

  /** The JSON form of google.protobuf.Duration, and what grpc-go takes besides: {@code .01s}. */
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,12}(\\.\\d{0,9})?|\\.\\d{1,9})s");

  private static final int MAX_SHOWN = 60;

  /** A hundred years stand for all that is longer, which nanoseconds in 64 bits would not hold. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String path;
  private final Map<String, Object> members;

  private JsonSection(String path, Map<String, Object> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * @param path where it is; empty for the top
   * @param json what is there
   * @param keys which keys it may have
   */
  static JsonSection of(String path, Object json, Set<String> keys) {
    if (!(json instanceof Map<?, ?> object)) {
      throw refused(path.isEmpty() ? "service config" : path, shown(json), "an object");
    }
    JsonSection section = new JsonSection(path, new LinkedHashMap<>());
    object.forEach((key, value) -> section.add(key.toString(), value, keys));
    return section;
  }

  private void add(String written, Object value, Set<String> keys) {
    String key = written.isEmpty() ? written : lowerFirst(written);
    if (!keys.contains(key)) {
      String rule =
          Nearest.to(key, keys)
              .map(near -> "a known key; did you mean " + near + "?")
              .orElseGet(() -> "one of " + String.join(", ", new TreeSet<>(keys)));
      throw refused(pathOf(written), "unknown key", rule);
    }
    if (value != null && members.put(key, value) != null) {
      throw refused(pathOf(written), "stated twice", "once");
    }
  }

  private static String lowerFirst(String key) {
    return key.substring(0, 1).toLowerCase(Locale.ROOT) + key.substring(1);
  }

  String path() {
    return path;
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return members.containsKey(key);
  }

  /** An object within. */
  Optional<JsonSection> section(String key, Set<String> keys) {
    return value(key).map(json -> of(pathOf(key), json, keys));
  }

  /** An array of objects; none when absent. */
  List<JsonSection> sections(String key, Set<String> keys) {
    return elements(key, (at, json) -> of(at, json, keys));
  }

  Optional<String> text(String key) {
    return value(key).map(json -> json instanceof String text ? text : refuse(key, json, "a text"));
  }

  Optional<Boolean> flag(String key) {
    return value(key)
        .map(json -> json instanceof Boolean flag ? flag : refuse(key, json, "true or false"));
  }

  /** A number without a fraction, however it is written. */
  Optional<Integer> integer(String key) {
    return value(key)
        .map(
            json -> {
              Double number = numberOf(json);
              boolean whole = number != null && number == Math.rint(number);
              return whole && Math.abs(number) <= Integer.MAX_VALUE
                  ? number.intValue()
                  : refuse(key, json, "a whole number");
            });
  }

  Optional<Double> number(String key) {
    return value(key)
        .map(
            json -> {
              Double number = numberOf(json);
              return number != null ? number : refuse(key, json, "a number");
            });
  }

  /** As protobuf has it, a number may be written as a text. */
  private static Double numberOf(Object json) {
    if (json instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return json instanceof String text ? new BigDecimal(text).doubleValue() : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  Optional<Duration> duration(String key) {
    return value(key)
        .map(
            json -> {
              if (!(json instanceof String text) || !SECONDS.matcher(text).matches()) {
                return refuse(key, json, "seconds, such as 1.5s");
              }
              BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
              long whole = seconds.longValue();
              BigDecimal rest = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9);
              Duration duration = Duration.ofSeconds(whole, rest.longValue());
              return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
            });
  }

  /** {@link #duration}, of some length. */
  Optional<Duration> timeout(String key) {
    return duration(key)
        .map(limit -> limit.isZero() ? refuse(key, value(key).get(), "above 0s") : limit);
  }

  /** The constant of that name, in any case. */
  <E extends Enum<E>> Optional<E> constant(String key, Class<E> type) {
    return value(key)
        .map(
            json -> {
              E constant = constant(type, json);
              return constant != null
                  ? constant
                  : refuse(key, json, "one of " + List.of(type.getEnumConstants()));
            });
  }

  /** Status codes by name, in any case, or number; none when absent. */
  Set<RpcCode> codes(String key) {
    return elements(
            key,
            (at, json) -> {
              RpcCode code = code(json);
              if (code == null) {
                throw refused(at, shown(json), "a status code, such as UNAVAILABLE or 14");
              }
              return code;
            })
        .stream()
        .collect(Collectors.toSet());
  }

  private static RpcCode code(Object json) {
    RpcCode[] codes = RpcCode.values();
    if (json instanceof Number number) {
      int index = number.intValue();
      boolean known = index >= 0 && index < codes.length && number.doubleValue() == index;
      return known ? RpcCode.of(index) : null;
    }
    return constant(RpcCode.class, json);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, Object json) {
    for (E constant : type.getEnumConstants()) {
      if (json instanceof String name && constant.name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    return null;
  }

  /** What is there. */
  <T> T required(String key, Function<String, Optional<T>> reading) {
    return reading.apply(key).orElseThrow(() -> refused(pathOf(key), "not stated", "a value"));
  }

  /**
   * What a record's constructor makes of this section; its refusals get the path before them.
   *
   * @param names the keys of components that are called otherwise here
   */
  <T> T make(Map<String, String> names, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException refusal) {
      String[] parts = refusal.getMessage().split(": ", 2);
      throw new IllegalArgumentException(
          pathOf(names.getOrDefault(parts[0], parts[0])) + ": " + parts[parts.length - 1], refusal);
    }
  }

  private interface Element<T> {
    T read(String path, Object json);
  }

  private <T> List<T> elements(String key, Element<T> element) {
    Object json = value(key).orElse(List.of());
    if (!(json instanceof List<?> array)) {
      return refuse(key, json, "an array");
    }
    List<T> read = new ArrayList<>();
    for (Object each : array) {
      read.add(element.read(pathOf(key) + "[" + read.size() + "]", each));
    }
    return read;
  }

  private Optional<Object> value(String key) {
    return Optional.ofNullable(members.get(key));
  }

  private <T> T refuse(String key, Object value, String rule) {
    throw refused(pathOf(key), shown(value), rule);
  }

  static IllegalArgumentException refused(String path, String value, String rule) {
    return new IllegalArgumentException(path + ": " + value + " (expected: " + rule + ")");
  }

  private static String shown(Object json) {
    String text = String.valueOf(json).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
