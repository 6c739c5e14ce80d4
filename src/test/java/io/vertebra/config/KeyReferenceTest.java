package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.KeyReference.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyReferenceTest {
  enum Mode {
    ON,
    OFF
  }

  record Root(
      @Doc("a port") @Default("1") int port,
      @Doc("a name") String name,
      @Doc("a wait") @Default("1s") @Live Duration pause,
      @Doc("names") List<String> names,
      @Doc("a mode") Optional<Mode> mode,
      List<Peer> peers,
      Map<String, Peer> clients,
      @Doc("limits") Map<String, Integer> limits,
      @Doc("free") ConfigNode free,
      @Doc("modules") Map<String, ConfigNode> modules,
      @Live Optional<Peer> proxy) {
    Root {
      Check.range("port", port, 0, 65535);
      Check.range("pause", pause, Duration.ofMillis(1), Duration.ofHours(1));
    }
  }

  record Peer(@Doc("a host") @Default("h") String host, @Doc("a key") @Secret String key) {
    Peer {
      Check.notBlank("host", host);
    }
  }

  @Test
  void listsEveryKeyWithTheRuleThatItsErrorGives() {
    assertThat(KeyReference.of(Root.class))
        .containsExactly(
            new Key("port", "1", "0..65535", false, false, "a port"),
            new Key("name", "required", "text", false, false, "a name"),
            new Key("pause", "1s", "1ms..1h", true, false, "a wait"),
            new Key("names", "empty", "a list, each item text", false, false, "names"),
            new Key("mode", "not set", "one of on, off", false, false, "a mode"),
            new Key("peers[].host", "h", "some text", false, false, "a host"),
            new Key("peers[].key", "required", "text", false, true, "a key"),
            new Key("clients.<name>.host", "h", "some text", false, false, "a host"),
            new Key("clients.<name>.key", "required", "text", false, true, "a key"),
            new Key("limits.<name>", "empty", "a whole number", false, false, "limits"),
            new Key("free", "empty", "anything that its owner takes", false, false, "free"),
            new Key(
                "modules.<name>",
                "empty",
                "anything that its owner takes",
                false,
                false,
                "modules"),
            new Key("proxy.host", "h", "some text", true, false, "a host"),
            new Key("proxy.key", "required", "text", true, true, "a key"));
  }
}
