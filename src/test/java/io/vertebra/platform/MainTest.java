package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private int run(Map<String, String> variables, String... arguments) {
    CommandLine line = Main.commandLine(variables, InputStream.nullInputStream());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "call --help",
        "call list --help",
        "call describe --help",
        "version --help",
        "config --help",
        "config print --help",
        "config check --help",
        "config keys --help",
        "contract --help",
        "contract check --help",
        "contract diff --help",
        "contract accept --help",
        "contract rules --help"
      })
  void everyCommandHasHelpWithAnExample(String arguments) {
    assertThat(run(arguments.split(" "))).isZero();

    assertThat(out.toString())
        .contains("Usage: vertebra")
        .contains("Example:")
        .contains("java -jar target/vertebra.jar ")
        .contains("2   the command line or the configuration is wrong");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "version"})
  void saysTheVersion(String argument) {
    assertThat(run(argument)).isZero();

    assertThat(out.toString()).startsWith("vertebra ").contains("java " + Runtime.version());
  }

  @Test
  void refusesAMissingOrUnknownCommand() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("config")).isEqualTo(2);
    assertThat(run("confgi", "print")).isEqualTo(2);

    assertThat(err.toString())
        .contains("Missing command", "Try 'vertebra --help'.", "Try 'vertebra config --help'.")
        .contains("Unmatched arguments", "Did you mean: vertebra config");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void printsTheConfigurationOfAnEnvironment() {
    Map<String, String> variables = Map.of("VERTEBRA_CLIENT_DEFAULT_TIMEOUT", "3s");

    assertThat(run(variables, "config", "print", "--env", "prod", "--set", "server.port=0"))
        .isZero();

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("env: prod +# --env"))
        .anyMatch(line -> line.matches("  port: 0 +# --set server.port"))
        .anyMatch(line -> line.matches("  host: 0.0.0.0 +# conf/prod.yaml:\\d+"))
        .anyMatch(line -> line.matches("  defaultTimeout: 3s +# VERTEBRA_CLIENT_DEFAULT_TIMEOUT"))
        .anyMatch(line -> line.matches("  loadBalancer: round_robin +# default"));
  }

  @Test
  void saysThatAConfigurationIsGood() {
    assertThat(run("config", "check", "--env", "staging")).isZero();

    assertThat(out.toString().strip())
        .isEqualTo(
            "The configuration is good: env staging, conf/vertebra.yaml, conf/staging.yaml.");
  }

  @Test
  void saysEverythingThatIsWrongWithoutAStackTrace(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("c.yaml"), "server:\n  prot: 1\n  drainTimeout: 5\n");

    assertThat(run("config", "check", "--config", file.toString(), "--set", "admin.port=-1"))
        .isEqualTo(2);

    assertThat(err.toString().strip().lines())
        .containsExactly(
            "3 problems in the configuration:",
            "  server.prot: unknown key (expected: a known key; did you mean port?) ["
                + file
                + ":2]",
            "  server.drainTimeout: 5 (expected: a number with ns, us, ms, s, m, h or d, such as"
                + " 250ms) ["
                + file
                + ":3]",
            "  admin.port: -1 (expected: 0..65535) [--set admin.port]");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void showsAStackTraceWhenAsked() {
    assertThat(run("config", "check", "--env", "moon", "--stacktrace")).isEqualTo(2);

    assertThat(err.toString()).contains("ConfigException", "\tat io.vertebra.config.Layers.load(");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.port", "=1", ""})
  void refusesASettingThatIsNoPair(String setting) {
    assertThat(run("config", "check", "--set", setting)).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("--set: " + setting + " (expected: KEY=VALUE)")
        .contains("Try 'vertebra config check --help'.");
  }

  @Test
  void listsTheKeys() {
    assertThat(run("config", "keys")).isZero();

    assertThat(out.toString().lines())
        .containsSubsequence(
            "server.port",
            "    TCP port to listen on; 0 takes a free one",
            "    default: 8080; value: 0..65535");
  }
}
