package io.vertebra.config;

import io.vertebra.config.ConfigException.Problem;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The name of each key as an environment variable, the prefix aside: {@code
 * server.maxReceiveMessageSize} is {@code SERVER_MAX_RECEIVE_MESSAGE_SIZE}. Names are made from
 * keys, never keys from names, so nothing has to be guessed; where two keys have one name, using it
 * is refused.
 */
final class EnvironmentNames {
  private static final String SERVICE_HOST = "_SERVICE_HOST";
  private static final Pattern LINK =
      Pattern.compile("SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?");
  private static final Pattern LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://");

  private final String prefix;
  private final Shape shape;
  private final Map<String, List<List<String>>> keysOfName = new TreeMap<>();

  private EnvironmentNames(String prefix, Shape shape) {
    this.prefix = prefix;
    this.shape = shape;
  }

  static EnvironmentNames of(String prefix, Shape shape, Node root) {
    EnvironmentNames names = new EnvironmentNames(prefix, shape);
    names.collect(shape.root(), root, KeyPath.ROOT, List.of());
    return names;
  }

  private void collect(Type type, Node node, KeyPath path, List<String> keys) {
    Shape.Kind kind = shape.kind(type, path);
    if (kind instanceof Shape.Fixed fixed) {
      for (RecordKey key : fixed.keys()) {
        Node child = node instanceof Node.Mapping map ? map.entries().get(key.name()) : null;
        collect(key.type(), child, path.child(key.name()), append(keys, key.name()));
      }
    } else if (kind instanceof Shape.Open open) {
      shape
          .entries(path, node)
          .forEach(
              (key, child) -> collect(open.value(), child, path.child(key), append(keys, key)));
    } else if (kind instanceof Shape.Free && node instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach((key, child) -> collect(type, child, path.child(key), append(keys, key)));
    } else if (!keys.isEmpty()) {
      keysOfName.computeIfAbsent(name(keys), name -> new ArrayList<>()).add(keys);
    }
  }

  private static List<String> append(List<String> keys, String key) {
    List<String> longer = new ArrayList<>(keys);
    longer.add(key);
    return List.copyOf(longer);
  }

  private String name(List<String> keys) {
    return prefix + String.join("_", keys.stream().map(EnvironmentNames::upperSnake).toList());
  }

  /** {@code otlpHTTPPort2} becomes {@code OTLP_HTTP_PORT2}, {@code risk-v2} {@code RISK_V2}. */
  static String upperSnake(String key) {
    return key.replaceAll("([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", "$1$3_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toUpperCase(Locale.ROOT);
  }

  /** The layer that the variables make; names that cannot be resolved become problems. */
  Node resolve(Map<String, String> variables, Set<String> reserved, List<Problem> problems) {
    Node layer = Node.Mapping.NOTHING;
    for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(prefix)
          || reserved.contains(name)
          || isServiceLink(name, variable.getValue(), variables)) {
        continue;
      }
      List<List<String>> keys = keysOfName.getOrDefault(name, List.of());
      if (keys.size() == 1) {
        Node value = new Node.Scalar(variable.getValue(), true, name);
        layer = Node.merge(layer, Node.under(keys.get(0), value));
      } else {
        problems.add(keys.isEmpty() ? unknown(name) : ambiguous(name, keys));
      }
    }
    return layer;
  }

  private Problem unknown(String name) {
    String rule =
        Nearest.to(name, keysOfName.keySet())
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("");
    return new Problem(name, "unknown variable", "the name of a key" + rule, "");
  }

  private static Problem ambiguous(String name, List<List<String>> keys) {
    List<String> paths = keys.stream().map(path -> String.join(".", path)).toList();
    return new Problem(name, "ambiguous", "one key, not " + String.join(" and ", paths), "");
  }

  /**
   * Whether Kubernetes made the variable: a service named {@code vertebra-server} gives every pod
   * of its namespace {@code VERTEBRA_SERVER_SERVICE_HOST}, {@code VERTEBRA_SERVER_PORT=tcp://...}
   * and more of the kind.
   */
  private static boolean isServiceLink(String name, String value, Map<String, String> variables) {
    return variables.keySet().stream()
        .filter(host -> host.endsWith(SERVICE_HOST))
        .map(host -> host.substring(0, host.length() - SERVICE_HOST.length()))
        .filter(service -> variables.containsKey(service + "_SERVICE_PORT"))
        .filter(service -> name.startsWith(service + "_"))
        .map(service -> name.substring(service.length() + 1))
        .anyMatch(
            rest ->
                LINK.matcher(rest).matches()
                    || rest.equals("PORT") && LINK_VALUE.matcher(value).lookingAt());
  }
}
