package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  record Root(
      Server server,
      @Default("a, b") List<String> names,
      List<Peer> peers,
      Map<String, Peer> clients,
      Optional<String> note,
      Optional<Peer> proxy,
      ConfigNode extra,
      Map<String, ConfigNode> modules) {}

  record Server(
      @Default("8080") int port, @Default("10s") Duration pause, @Default("") String tag) {}

  record Peer(@Default("localhost") String host, @Secret @Default("") String token) {}

  record Order(@Default("3") int maxItems, @Secret Optional<String> password) {}

  @Test
  void printsEveryKeyWithItsSource() {
    Configuration<Root> configuration =
        Layers.of(Root.class)
            .mount("modules.order", Order.class)
            .yaml(
                "conf/dev.yaml",
                """
                server:
                  port: 1
                  tag: "a: \\"b\\" # c"
                peers:
                  - host: h1
                    token: hunter2
                  - {}
                clients: {ledger: {host: h3}}
                modules: {order: {password: hunter2}, risk: {deep: {key: hunter2}}}
                extra: {url: hunter2}
                """)
            .environment("VERTEBRA_", Map.of("VERTEBRA_SERVER_PAUSE", "1m"), Set.of())
            .set("--set", "note", "null")
            .load();

    assertThat(configuration.print())
        .isEqualTo(
            """
            server:
              port: 1                                       # conf/dev.yaml:2
              pause: 1m                                     # VERTEBRA_SERVER_PAUSE
              tag: "a: \\"b\\" # c"                           # conf/dev.yaml:3
            names: [a, b]                                   # default
            peers:
              - host: h1                                    # conf/dev.yaml:5
                token: "***"                                # conf/dev.yaml:6
              - host: localhost                             # default
                token: "***"                                # default
            clients:
              ledger:
                host: h3                                    # conf/dev.yaml:8
                token: "***"                                # default
            note: "null"                                    # --set
            proxy:                                          # not set
            extra:
              url: "***"                                    # conf/dev.yaml:10
            modules:
              order:
                maxItems: 3                                 # default
                password: "***"                             # conf/dev.yaml:9
              risk:
                deep:
                  key: "***"                                # conf/dev.yaml:9
            """);
  }

  @Test
  void readsWhatItPrinted() {
    Configuration<Root> first =
        Layers.of(Root.class)
            .yaml(
                "t",
                "server: {port: 0, tag: \"tab\\t\\u0001 \\\\ \\U0001F600\"}\nclients: {a b: {}}")
            .set("--set", "names", "[x, -, ~, 1]")
            .load();

    Configuration<Root> second = Layers.of(Root.class).yaml("again", first.print()).load();

    assertThat(second.value().server()).isEqualTo(first.value().server());
    assertThat(second.value().names()).isEqualTo(first.value().names());
    assertThat(second.value().clients().keySet()).isEqualTo(Set.of("a b"));
    assertThat(second.value().note()).isEmpty();
  }
}
