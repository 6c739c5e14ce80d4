package io.vertebra.platform;

import io.vertebra.platform.PlatformLayers.Loaded;
import io.vertebra.platform.PlatformLayers.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that reads the configuration. */
final class ConfigOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--env",
      paramLabel = "ENV",
      description = {
        "dev, staging or prod: reads vertebra.yaml and then ENV.yaml.",
        "Without it VERTEBRA_ENV decides, then the key env of vertebra.yaml, then dev."
      })
  private String env;

  @Option(
      names = "--config",
      paramLabel = "PATH",
      description = {
        "Directory with vertebra.yaml and ENV.yaml, or one file to read alone.",
        "Without it VERTEBRA_CONFIG decides, then the directory conf if there is one."
      })
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key, as in --set server.port=0; can be repeated.")
  private List<String> settings = new ArrayList<>();

  private final Map<String, String> variables;

  ConfigOptions(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * Reads the configuration.
   *
   * @param flags what the command's own flags set, which wins over {@code --set}
   * @throws io.vertebra.config.ConfigException with all that is wrong
   */
  Loaded load(List<Setting> flags) {
    List<Setting> all = new ArrayList<>();
    settings.forEach(setting -> all.add(parse(setting)));
    if (env != null) {
      all.add(new Setting("--env", "env", env));
    }
    all.addAll(flags);
    return new PlatformLayers(Modules.onClassPath(), variables, all)
        .load(Optional.ofNullable(config));
  }

  private Setting parse(String setting) {
    int equals = setting.indexOf('=');
    if (equals <= 0) {
      throw new ParameterException(
          command.commandLine(), "--set: " + setting + " (expected: KEY=VALUE)");
    }
    String path = setting.substring(0, equals);
    return new Setting("--set " + path, path, setting.substring(equals + 1));
  }
}
