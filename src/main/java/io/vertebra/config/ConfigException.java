package io.vertebra.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration is refused, for all the reasons given: each problem, not only the first. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /** {@code problems} has at least one. */
  public ConfigException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** One problem that shows only once the configuration is put to use. */
  public static ConfigException of(String path, String value, String expected) {
    return new ConfigException(List.of(new Problem(path, value, expected, "")));
  }

  private static String message(List<Problem> problems) {
    if (problems.size() == 1) {
      return problems.get(0).toString();
    }
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", problems.size() + " problems in the configuration:", ""));
  }

  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param path the key, such as {@code server.port}; where the key is not known, the file and line
   *     or the variable
   * @param value what is there, masked when the key is secret
   * @param expected the rule it breaks
   * @param source the file and line, variable or flag that says so; empty when nothing does
   */
  public record Problem(String path, String value, String expected, String source) {
    @Override
    public String toString() {
      String text = path + ": " + value + " (expected: " + expected + ")";
      return source.isEmpty() ? text : text + " [" + source + "]";
    }
  }
}
