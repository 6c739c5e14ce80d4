package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.config.Check;
import io.vertebra.config.ConfigException;
import io.vertebra.config.Default;
import io.vertebra.platform.PlatformLayers.Loaded;
import io.vertebra.platform.PlatformLayers.Setting;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlatformLayersTest {
  private static final List<ServiceModule> MODULES =
      List.of(new Module("order", Order.class), new Module("risk", null));

  record Order(@Default("9") int maxItems) {
    Order {
      Check.range("maxItems", maxItems, 1, 100);
    }
  }

  record Module(String name, Class<? extends Record> type) implements ServiceModule {
    @Override
    public Optional<Class<? extends Record>> configType() {
      return Optional.ofNullable(type);
    }

    @Override
    public Future<List<ServiceBinding>> start(ModuleContext context) {
      return Future.succeededFuture(List.of());
    }
  }

  @TempDir Path dir;

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(dir.resolve(name), yaml);
  }

  private Loaded load(Map<String, String> variables, Setting... settings) {
    return new PlatformLayers(MODULES, variables, List.of(settings)).load(Optional.of(dir));
  }

  private static int port(Loaded loaded) {
    return loaded.configuration().value().server().port();
  }

  private static Environment env(Loaded loaded) {
    return loaded.configuration().value().env();
  }

  @Test
  void eachLayerWinsOverTheOneBelow() throws IOException {
    write("vertebra.yaml", "admin: {port: 7}\n");
    assertThat(port(load(Map.of()))).isEqualTo(8080);
    write("vertebra.yaml", "server: {port: 1}\nadmin: {port: 7}\n");
    assertThat(port(load(Map.of()))).isEqualTo(1);
    write("dev.yaml", "server: {port: 2}\n");
    assertThat(port(load(Map.of()))).isEqualTo(2);
    Map<String, String> variables = Map.of("VERTEBRA_SERVER_PORT", "3");
    assertThat(port(load(variables))).isEqualTo(3);

    Loaded loaded = load(variables, new Setting("--set", "server.port", "4"));

    assertThat(port(loaded)).isEqualTo(4);
    assertThat(loaded.configuration().value().admin().port()).isEqualTo(7);
    assertThat(loaded.files())
        .containsExactly(dir.resolve("vertebra.yaml"), dir.resolve("dev.yaml"));
  }

  @Test
  void theCommandLineThenTheVariableThenTheFileChooseTheEnvironment() throws IOException {
    write("vertebra.yaml", "env: staging\n");
    write("staging.yaml", "server: {port: 2}\n");
    write("prod.yaml", "server: {port: 3}\n");
    write("dev.yaml", "env: dev\nserver: {port: 1}\n");
    Map<String, String> prod = Map.of("VERTEBRA_ENV", "prod");

    assertThat(port(load(Map.of()))).isEqualTo(2);
    assertThat(port(load(prod))).isEqualTo(3);
    assertThat(port(load(prod, new Setting("--env", "env", "dev")))).isEqualTo(1);
    assertThat(env(load(prod, new Setting("--env", "env", "dev")))).isEqualTo(Environment.DEV);
    assertThat(env(load(prod))).isEqualTo(Environment.PROD);
  }

  @Test
  void theFileOfAChosenEnvironmentMustBeThere() throws IOException {
    write("vertebra.yaml", "");

    assertThat(env(load(Map.of()))).isEqualTo(Environment.DEV);
    assertThatThrownBy(() -> load(Map.of("VERTEBRA_ENV", "prod")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(dir.resolve("prod.yaml") + ": no such file (expected: a readable YAML file)");
  }

  @Test
  void refusesAnEnvironmentThatIsNoneAndReadsNoFileForIt() throws IOException {
    write("vertebra.yaml", "");

    assertThatThrownBy(() -> load(Map.of("VERTEBRA_ENV", "../etc/passwd")))
        .hasMessage("env: ../etc/passwd (expected: one of dev, staging, prod) [VERTEBRA_ENV]");
  }

  @Test
  void refusesAnEnvironmentsFileThatSaysItIsForAnother() throws IOException {
    write("vertebra.yaml", "env: staging\n");
    write("staging.yaml", "env: prod\n");

    assertThatThrownBy(() -> load(Map.of()))
        .hasMessage("env: prod (expected: staging) [" + dir.resolve("staging.yaml") + "]");
  }

  @Test
  void aNamedDirectoryOrFileMustBeThere() throws IOException {
    Path missing = dir.resolve("missing");
    Path file = write("alone.yaml", "server: {port: 5}\n");
    PlatformLayers fromVariable =
        new PlatformLayers(MODULES, Map.of("VERTEBRA_CONFIG", file.toString()), List.of());

    assertThat(port(fromVariable.load(Optional.empty()))).isEqualTo(5);
    assertThatThrownBy(() -> load(Map.of()))
        .hasMessageStartingWith(dir.resolve("vertebra.yaml") + ": no such file");
    PlatformLayers layers = new PlatformLayers(MODULES, Map.of(), List.of());
    assertThatThrownBy(() -> layers.load(Optional.of(missing)))
        .hasMessageStartingWith(missing + ": no such file");
  }

  @ParameterizedTest
  @EnumSource(Environment.class)
  void theFilesOfTheProjectAreGood(Environment environment) {
    Setting env = new Setting("--env", "env", environment.name().toLowerCase());

    Loaded loaded =
        new PlatformLayers(MODULES, Map.of(), List.of(env)).load(Optional.of(Path.of("conf")));

    assertThat(env(loaded)).isEqualTo(environment);
    assertThat(loaded.files()).hasSize(2);
  }

  @Test
  void refusesServicesNamedTwice() throws IOException {
    write("vertebra.yaml", "services: [order, risk, order]\n");

    assertThatThrownBy(() -> load(Map.of()))
        .hasMessageStartingWith("services: [order, risk, order] (expected: each name once) [");
  }

  @Test
  void handsAModuleItsOwnSettings() throws IOException {
    write("vertebra.yaml", "modules: {order: {maxItems: 3}}\n");

    PlatformConfig config = load(Map.of()).configuration().value();

    assertThat(config.module("order").at("maxItems").text()).contains("3");
    assertThat(config.module("risk").isEmpty()).isTrue();
    assertThat(config.module("risk").path()).isEqualTo("modules.risk");
  }

  @Test
  void checksTheSettingsOfAModuleThatSaysWhatTheyAre() throws IOException {
    write("vertebra.yaml", "modules: {order: {maxItms: 3}}\n");

    assertThatThrownBy(() -> load(Map.of("VERTEBRA_MODULES_ORDER_MAX_ITEMS", "0")))
        .hasMessage(
            """
            2 problems in the configuration:
              modules.order.maxItms: unknown key (expected: a known key; did you mean maxItems?) \
            [%s:1]
              modules.order.maxItems: 0 (expected: 1..100) [VERTEBRA_MODULES_ORDER_MAX_ITEMS]"""
                .formatted(dir.resolve("vertebra.yaml")));
  }

  @Test
  void refusesModulesThatThereAreNot() throws IOException {
    write("vertebra.yaml", "services: [order, ordr]\nmodules: {rsk: {}, risk: {}}\n");

    assertThatThrownBy(() -> load(Map.of()))
        .hasMessage(
            """
            2 problems in the configuration:
              services: ordr (expected: one of order, risk; a jar's modules are those that its \
            META-INF/services/io.vertebra.platform.ServiceModule names)
              modules.rsk: unknown module (expected: one of order, risk; a jar's modules are \
            those that its META-INF/services/io.vertebra.platform.ServiceModule names)""");
  }
}
