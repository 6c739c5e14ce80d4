package io.vertebra.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A type that is written as one word: text, numbers, {@code true} and {@code false}, durations,
 * sizes, paths, URIs, the names of an enum in lower case, and any class with a {@code public static
 * T parse(String)} or {@code parse(CharSequence)}.
 *
 * @param rule completes "expected: "
 */
record ScalarType(String rule, Function<String, Object> parser) {
  private static final Pattern RULE = Pattern.compile("\\(expected: (.*)\\)$");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,40}");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

  private static final ScalarType INT =
      new ScalarType(
          "a whole number", text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
  private static final ScalarType LONG =
      new ScalarType("a whole number", text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
  private static final ScalarType DOUBLE = new ScalarType("a number", ScalarType::decimal);
  private static final ScalarType BOOLEAN = new ScalarType("true or false", ScalarType::truth);

  private static final Map<Class<?>, ScalarType> BUILT_IN =
      Map.ofEntries(
          Map.entry(String.class, new ScalarType("text", text -> text)),
          Map.entry(int.class, INT),
          Map.entry(Integer.class, INT),
          Map.entry(long.class, LONG),
          Map.entry(Long.class, LONG),
          Map.entry(double.class, DOUBLE),
          Map.entry(Double.class, DOUBLE),
          Map.entry(boolean.class, BOOLEAN),
          Map.entry(Boolean.class, BOOLEAN),
          Map.entry(Duration.class, new ScalarType(Durations.RULE, Durations::parse)),
          Map.entry(Path.class, new ScalarType("a path", Path::of)),
          Map.entry(URI.class, new ScalarType("a URI", URI::create)));

  private static final ClassValue<Optional<ScalarType>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Optional<ScalarType> computeValue(Class<?> type) {
          ScalarType builtIn = BUILT_IN.get(type);
          if (builtIn != null) {
            return Optional.of(builtIn);
          }
          return type.isEnum() ? Optional.of(enumeration(type)) : parsed(type);
        }
      };

  /** Empty for a type that is not written as one word. */
  static Optional<ScalarType> of(Class<?> type) {
    return KNOWN.get(type);
  }

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException with nothing but the rule as its message
   */
  Object parse(String text) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      Matcher own = RULE.matcher(String.valueOf(e.getMessage()));
      throw new IllegalArgumentException(own.find() ? own.group(1) : rule, e);
    }
  }

  boolean takes(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static long whole(String text, long min, long max) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new IllegalArgumentException(
          text + " (expected: a whole number of " + min + ".." + max + ")");
    }
    return value.longValue();
  }

  private static Object decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return new BigDecimal(text).doubleValue();
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static ScalarType enumeration(Class<?> type) {
    Map<String, Object> names =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT), c -> c));
    String rule =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", names.size() == 1 ? "" : "one of ", ""));
    return new ScalarType(
        rule,
        text -> {
          if (!names.containsKey(text)) {
            throw new IllegalArgumentException(text);
          }
          return names.get(text);
        });
  }

  private static Optional<ScalarType> parsed(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("parse") && method.getReturnType() == type)
        .filter(
            method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1)
        .filter(method -> method.getParameterTypes()[0].isAssignableFrom(String.class))
        .findFirst()
        .map(method -> new ScalarType("a " + type.getSimpleName(), text -> invoke(method, text)));
  }

  private static Object invoke(Method parse, String text) {
    try {
      parse.setAccessible(true);
      return parse.invoke(null, text);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
