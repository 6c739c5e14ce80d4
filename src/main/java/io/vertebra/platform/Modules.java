package io.vertebra.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Finds the service modules on the class path. */
final class Modules {

  private Modules() {}

  /**
   * All modules.
   *
   * @throws IllegalStateException when two have the same name
   */
  static List<ServiceModule> onClassPath() {
    List<ServiceModule> modules = new ArrayList<>();
    Map<String, ServiceModule> byName = new HashMap<>();
    for (ServiceModule module : ServiceLoader.load(ServiceModule.class)) {
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

  /** The modules that a configuration asks for: those it names, or all when it names none. */
  static List<ServiceModule> of(PlatformConfig config) {
    List<String> names = config.services();
    return onClassPath().stream()
        .filter(module -> names.isEmpty() || names.contains(module.name()))
        .toList();
  }
}
