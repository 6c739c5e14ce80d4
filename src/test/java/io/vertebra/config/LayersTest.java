package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertebra.config.ConfigException.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayersTest {
  record Root(Server server, @Default("") List<String> services, Map<String, ConfigNode> modules) {}

  record Server(
      @Default("127.0.0.1") String host,
      @Default("8080") int port,
      @Default("4MiB") ByteSize maxReceiveMessageSize) {
    Server {
      Check.range("port", port, 0, 65535);
    }
  }

  record Order(@Default("3") int maxItems, @Default("none") String note) {
    Order {
      Check.range("maxItems", maxItems, 1, 10);
    }
  }

  private static Layers<Root> layers() {
    return Layers.of(Root.class);
  }

  private static Layers<Root> environment(Layers<Root> layers, Map<String, String> variables) {
    return layers.environment("VERTEBRA_", variables, Set.of("VERTEBRA_HOME"));
  }

  private static List<String> refusals(Layers<?> layers) {
    return catchThrowableOfType(ConfigException.class, layers::load).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void upperLayersWin() {
    Layers<Root> layers =
        layers().yaml("low", "server: {host: low, port: 1, maxReceiveMessageSize: 1MiB}");
    environment(
            layers.yaml("high", "server: {host: high, port: 2}"),
            Map.of("VERTEBRA_SERVER_PORT", "3"))
        .set("--port", "server.port", "4");

    assertThat(layers.load().value().server()).isEqualTo(new Server("high", 4, ByteSize.ofMiB(1)));
  }

  @Test
  void mergesMappingsAndReplacesLists() {
    Root root =
        layers()
            .yaml("low", "services: [a, b]\nmodules: {order: {note: low, deep: {x: 1}}}")
            .yaml("high", "services: [c]\nmodules: {order: {deep: {y: 2}}, risk: {}}")
            .load()
            .value();

    assertThat(root.services()).containsExactly("c");
    assertThat(root.modules().get("order"))
        .isEqualTo(ConfigNode.parse("t", "note: low\ndeep: {x: 1, y: 2}"));
    assertThat(root.modules()).containsOnlyKeys("order", "risk");
  }

  @Test
  void anEmptySectionLeavesTheOneBelow() {
    Root root = layers().yaml("low", "server: {port: 1}").yaml("high", "server:\n").load().value();

    assertThat(root.server().port()).isEqualTo(1);
  }

  @Test
  void flatTextWritesLists() {
    assertThat(layers().set("--services", "services", "order, risk").load().value().services())
        .containsExactly("order", "risk");
    assertThat(layers().set("--services", "services", "[order,risk]").load().value().services())
        .containsExactly("order", "risk");
    assertThat(layers().set("--services", "services", "").load().value().services()).isEmpty();
  }

  @Test
  void namesTheSourceOfEachProblem() {
    Layers<Root> layers =
        environment(
                layers().yaml("conf/vertebra.yaml", "server:\n  prot: 1\n"),
                Map.of("VERTEBRA_SERVER_PORT", "70000"))
            .set("--set", "server.maxReceiveMessageSize", "4")
            .set("--set", "a..b", "1")
            .file(Path.of("no-such.yaml"));

    assertThat(refusals(layers))
        .containsExactly(
            "--set: \"a..b\" (expected: keys joined by dots)",
            "no-such.yaml: no such file (expected: a readable YAML file)",
            "server.prot: unknown key (expected: a known key; did you mean port?)"
                + " [conf/vertebra.yaml:2]",
            "server.maxReceiveMessageSize: 4 (expected: a whole number with B, KiB, MiB, GiB or TiB,"
                + " such as 4MiB) [--set]",
            "server.port: 70000 (expected: 0..65535) [VERTEBRA_SERVER_PORT]");
  }

  @Test
  void variablesReachCamelCaseKeys() {
    Map<String, String> variables =
        Map.of("VERTEBRA_SERVER_MAX_RECEIVE_MESSAGE_SIZE", "2MiB", "VERTEBRA_SERVICES", "a,b");

    Root root = environment(layers(), variables).load().value();

    assertThat(root.server().maxReceiveMessageSize()).isEqualTo(ByteSize.ofMiB(2));
    assertThat(root.services()).containsExactly("a", "b");
  }

  @Test
  void refusesVariablesThatMatchNoKey() {
    Map<String, String> variables =
        Map.of(
            "VERTEBRA_SERVER_PROT", "hunter2",
            "VERTEBRA_X", "hunter2",
            "VERTEBRA_HOME", "/opt",
            "PATH", "/bin");

    assertThat(refusals(environment(layers(), variables)))
        .containsExactly(
            "VERTEBRA_SERVER_PROT: unknown variable (expected: the name of a key; did you mean"
                + " VERTEBRA_SERVER_PORT?)",
            "VERTEBRA_X: unknown variable (expected: the name of a key)");
  }

  @Test
  void variablesReachMountedAndPresentFreeKeys() {
    Layers<Root> layers =
        layers().mount("modules.order", Order.class).yaml("t", "modules: {risk-v2: {maxAge: 1}}");
    Map<String, String> variables =
        Map.of("VERTEBRA_MODULES_ORDER_MAX_ITEMS", "7", "VERTEBRA_MODULES_RISK_V2_MAX_AGE", "2");

    Configuration<Root> configuration = environment(layers, variables).load();

    assertThat(configuration.tree().at("modules.order").bind(Order.class).maxItems()).isEqualTo(7);
    assertThat(configuration.value().modules().get("risk-v2").at("maxAge").text()).contains("2");
    assertThat(refusals(environment(layers(), variables))).hasSize(2);
  }

  @Test
  void refusesAVariableThatCouldMeanTwoKeys() {
    Layers<Root> layers = layers().yaml("t", "modules: {a: {bC: 1, b_c: 1}}");

    assertThat(refusals(environment(layers, Map.of("VERTEBRA_MODULES_A_B_C", "1"))))
        .containsExactly(
            "VERTEBRA_MODULES_A_B_C: ambiguous (expected: one key, not modules.a.bC and"
                + " modules.a.b_c)");
  }

  @Test
  void passesOverWhatKubernetesInjectsForItsServices() {
    Map<String, String> links =
        Map.of(
            "VERTEBRA_SERVER_SERVICE_HOST", "10.0.0.1",
            "VERTEBRA_SERVER_SERVICE_PORT", "8080",
            "VERTEBRA_SERVER_SERVICE_PORT_GRPC", "8080",
            "VERTEBRA_SERVER_PORT", "tcp://10.0.0.1:8080",
            "VERTEBRA_SERVER_PORT_8080_TCP", "tcp://10.0.0.1:8080",
            "VERTEBRA_SERVER_PORT_8080_TCP_ADDR", "10.0.0.1",
            "VERTEBRA_SERVICE_HOST", "10.0.0.2",
            "VERTEBRA_SERVICE_PORT", "8080",
            "VERTEBRA_PORT", "tcp://10.0.0.2:8080",
            "VERTEBRA_SERVER_HOST", "0.0.0.0");

    assertThat(environment(layers(), links).load().value().server())
        .isEqualTo(new Server("0.0.0.0", 8080, ByteSize.ofMiB(4)));
    assertThat(refusals(environment(layers(), Map.of("VERTEBRA_SERVICE_PORT", "1")))).hasSize(1);
  }

  @Test
  void checksWhatIsMounted() {
    Layers<Root> layers =
        layers().mount("modules.order", Order.class).yaml("t", "modules: {order: {maxItems: 11}}");

    assertThat(refusals(layers))
        .containsExactly("modules.order.maxItems: 11 (expected: 1..10) [t:1]");
  }

  @Test
  void showsTheTextThatTheLayersHaveSoFar() {
    assertThat(layers().yaml("t", "server: {host: h}").text("server.host")).contains("h");
    assertThat(layers().text("server.host")).isEmpty();
  }

  @Test
  void refusesToMountAtWhatIsNoPath() {
    assertThatThrownBy(() -> layers().mount("modules.", Order.class))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
