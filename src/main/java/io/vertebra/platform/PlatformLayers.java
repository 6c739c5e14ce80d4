package io.vertebra.platform;

import io.vertebra.config.ConfigException;
import io.vertebra.config.ConfigException.Problem;
import io.vertebra.config.Configuration;
import io.vertebra.config.Layers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the layers of the platform's configuration and puts them in their order: defaults,
 * vertebra.yaml, the file of the environment, environment variables, command line.
 */
final class PlatformLayers {
  static final String PREFIX = "VERTEBRA_";

  /** The directory that is read when nobody names one, if it is there. */
  private static final Path USUAL = Path.of("conf");

  private static final String CONFIG = PREFIX + "CONFIG";
  private static final String ENV = PREFIX + "ENV";

  /** Names for scripts and for this class, which are no keys. */
  private static final Set<String> RESERVED = Set.of(CONFIG, PREFIX + "HOME", PREFIX + "JAVA_OPTS");

  private final Layers<PlatformConfig> layers = Layers.of(PlatformConfig.class);
  private final List<Path> files = new ArrayList<>();
  private final List<String> modules;
  private final Map<String, String> variables;
  private final List<Setting> settings;

  /** One value of the command line; {@code flag} names it in errors. */
  record Setting(String flag, String path, String value) {}

  /** A configuration and the files it was read from, lowest first. */
  record Loaded(Configuration<PlatformConfig> configuration, List<Path> files) {}

  /**
   * @param modules those that the class path has
   * @param variables the environment of the process
   * @param settings later ones win
   */
  PlatformLayers(
      List<ServiceModule> modules, Map<String, String> variables, List<Setting> settings) {
    this.modules = modules.stream().map(ServiceModule::name).toList();
    modules.forEach(
        module ->
            module.configType().ifPresent(type -> layers.mount("modules." + module.name(), type)));
    this.variables = Map.copyOf(variables);
    this.settings = List.copyOf(settings);
  }

  /**
   * Reads all layers.
   *
   * @param config a file or a directory; empty takes VERTEBRA_CONFIG, else {@code conf} if it is
   *     there
   * @throws ConfigException with all that is wrong
   */
  Loaded load(Optional<Path> config) {
    Optional<Path> named = config.or(() -> variable(CONFIG).map(Path::of));
    Path place = named.orElse(USUAL);
    if (named.isPresent() && !Files.isDirectory(place)) {
      file(place);
    } else {
      directory(place, named.isPresent());
    }
    layers.environment(PREFIX, variables, RESERVED);
    for (Setting setting : settings) {
      layers.set(setting.flag(), setting.path(), setting.value());
    }
    Configuration<PlatformConfig> configuration = layers.load();
    checkModules(configuration.value());
    return new Loaded(configuration, List.copyOf(files));
  }

  private void checkModules(PlatformConfig config) {
    String known = Modules.expected(modules);
    List<Problem> problems = new ArrayList<>();
    for (String name : config.services()) {
      if (!modules.contains(name)) {
        problems.add(new Problem("services", name, known, ""));
      }
    }
    for (String name : config.modules().keySet()) {
      if (!modules.contains(name)) {
        problems.add(new Problem("modules." + name, "unknown module", known, ""));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** A file that somebody counts on must be there: all but those of the usual directory. */
  private void directory(Path directory, boolean named) {
    Path base = directory.resolve("vertebra.yaml");
    if (named || Files.exists(base)) {
      file(base);
    }
    Optional<String> chosen = chosenEnvironment();
    String name = chosen.orElse("dev");
    Path own = directory.resolve(name + ".yaml");
    boolean known = Arrays.stream(Environment.values()).anyMatch(env -> name.equals(lower(env)));
    if (known && (chosen.isPresent() || Files.exists(own))) {
      Optional<String> before = layers.text("env");
      file(own);
      Optional<String> after = layers.text("env");
      if (!after.equals(before) && !after.equals(Optional.of(name))) {
        Problem other = new Problem("env", after.orElse("nothing"), name, own.toString());
        throw new ConfigException(List.of(other));
      }
    }
  }

  /** The environment must be known before its file is read. */
  private Optional<String> chosenEnvironment() {
    Optional<String> set =
        settings.stream()
            .filter(setting -> setting.path().equals("env"))
            .map(Setting::value)
            .reduce((first, last) -> last);
    return set.or(() -> variable(ENV)).or(() -> layers.text("env"));
  }

  private void file(Path file) {
    layers.file(file);
    files.add(file);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  private static String lower(Environment env) {
    return env.name().toLowerCase(Locale.ROOT);
  }
}
