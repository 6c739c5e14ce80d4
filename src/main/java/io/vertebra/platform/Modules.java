package io.vertebra.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the service modules on the class path. */
final class Modules {

  /** The file of a jar whose lines name the modules in it. */
  static final String FILE = "META-INF/services/" + ServiceModule.class.getName();

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  private Modules() {}

  /**
   * All modules.
   *
   * @throws IllegalStateException when one cannot be made, has a name that is none, or that of
   *     another
   */
  static List<ServiceModule> onClassPath() {
    try {
      return checked(ServiceLoader.load(ServiceModule.class));
    } catch (ServiceConfigurationError refused) {
      String why = refused.getMessage().replaceFirst("^" + ServiceModule.class.getName(), FILE);
      String cause = refused.getCause() == null ? "" : ": " + refused.getCause();
      throw new IllegalStateException(
          why
              + cause
              + " (expected: lines that each name a public class, with a public constructor without"
              + " parameters, that implements ServiceModule)",
          refused);
    }
  }

  private static List<ServiceModule> checked(Iterable<ServiceModule> found) {
    List<ServiceModule> modules = new ArrayList<>();
    Map<String, ServiceModule> byName = new HashMap<>();
    for (ServiceModule module : found) {
      if (module.name() == null || !NAME.matcher(module.name()).matches()) {
        throw new IllegalStateException(
            "service module %s: name %s (expected: letters, digits and hyphens)"
                .formatted(module.getClass().getName(), module.name()));
      }
      ServiceModule other = byName.put(module.name(), module);
      if (other != null) {
        throw new IllegalStateException(
            "service module %s: %s and %s (expected: one module of a name)"
                .formatted(module.name(), other.getClass().getName(), module.getClass().getName()));
      }
      modules.add(module);
    }
    return modules;
  }

  /** What may stand where a module is named, for people. */
  static String expected(List<String> names) {
    String found =
        names.isEmpty()
            ? "nothing, as the class path has no module"
            : names.stream().collect(Collectors.joining(", ", "one of ", ""));
    return found + "; a jar's modules are those that its " + FILE + " names";
  }

  /** The modules that a configuration asks for: those it names, or all when it names none. */
  static List<ServiceModule> of(PlatformConfig config) {
    List<String> names = config.services();
    return onClassPath().stream()
        .filter(module -> names.isEmpty() || names.contains(module.name()))
        .toList();
  }
}
