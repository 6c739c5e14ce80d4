package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertebra.config.ConfigException.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BinderTest {
  enum Mode {
    STRICT,
    VERY_LOOSE
  }

  record Everything(
      @Default("text") String text,
      @Default("1") int whole,
      @Default("2") long longer,
      @Default("0.5") double ratio,
      @Default("true") boolean flag,
      @Default("250ms") Duration time,
      @Default("4MiB") ByteSize size,
      @Default("strict") Mode mode,
      @Default("data") Path path,
      @Default("http://localhost:1") URI uri,
      @Default("02:00") LocalTime at,
      @Default("a, b") List<String> names,
      Optional<Integer> maybe,
      Map<String, Limits> limits,
      ConfigNode free,
      Limits nested) {}

  record Limits(@Default("10") int max, @Default("1") int min, List<Integer> steps) {
    Limits {
      Check.range("max", max, 1, 100);
      Check.range("min", min, 0, 10);
      Check.that(min <= max, "min", min, "at most max, " + max);
    }
  }

  record Required(String name, int port, @Default("1s") Duration pause) {
    Required {
      Check.range("pause", pause, Duration.ofMillis(1), Duration.ofMinutes(1));
    }
  }

  record Hidden(@Secret String password, @Secret @Default("1") int pin, @Secret Required deep) {
    Hidden {
      Check.range("pin", pin, 0, 9);
      Check.that(!password.contains("bad"), "password", password, "a good one");
    }
  }

  record Picky(@Default("") String file, @Default("1") int count) {
    Picky {
      Check.that(!file.startsWith("/"), "file", file, "a relative path");
      Check.range("count", count, 1, 2);
      Check.notBlank("file", file);
    }
  }

  record Rude(@Secret @Default("") String password, @Default("") String name) {
    Rude {
      if (!name.isEmpty() || !password.isEmpty()) {
        throw new IllegalArgumentException("no good: " + name + password);
      }
    }
  }

  private static <R extends Record> R bind(Class<R> type, String yaml) {
    return ConfigNode.parse("t.yaml", yaml).bind(type);
  }

  private static List<String> refusals(Class<? extends Record> type, String yaml) {
    return catchThrowableOfType(ConfigException.class, () -> bind(type, yaml)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void takesTheDefaultsOfTheRecord() {
    Everything defaults = ConfigNode.empty().bind(Everything.class);

    assertThat(defaults)
        .isEqualTo(
            new Everything(
                "text",
                1,
                2,
                0.5,
                true,
                Duration.ofMillis(250),
                ByteSize.ofMiB(4),
                Mode.STRICT,
                Path.of("data"),
                URI.create("http://localhost:1"),
                LocalTime.of(2, 0),
                List.of("a", "b"),
                Optional.empty(),
                Map.of(),
                ConfigNode.empty(),
                new Limits(10, 1, List.of())));
  }

  @Test
  void bindsEveryType() {
    Everything bound =
        bind(
            Everything.class,
            """
            text: 1.10
            whole: -7
            longer: 9000000000
            ratio: 1e-3
            flag: false
            time: 1.5s
            size: 64KiB
            mode: very_loose
            path: /var/lib
            uri: http://127.0.0.1:2379
            at: 14:30
            names: [x]
            maybe: 3
            limits: {ledger: {max: 5}, risk: }
            free: {any: [1, {thing: 2}]}
            nested: {steps: [1, 2]}
            """);

    assertThat(bound)
        .isEqualTo(
            new Everything(
                "1.10",
                -7,
                9_000_000_000L,
                0.001,
                false,
                Duration.ofMillis(1500),
                ByteSize.ofKiB(64),
                Mode.VERY_LOOSE,
                Path.of("/var/lib"),
                URI.create("http://127.0.0.1:2379"),
                LocalTime.of(14, 30),
                List.of("x"),
                Optional.of(3),
                Map.of("ledger", new Limits(5, 1, List.of()), "risk", new Limits(10, 1, List.of())),
                ConfigNode.parse("other", "any: [1, {thing: 2}]"),
                new Limits(10, 1, List.of(1, 2))));
  }

  @Test
  void keepsTheOrderOfAMap() {
    String yaml = "limits: {z: {}, a: {}, m: {}, b: {}}";

    assertThat(bind(Everything.class, yaml).limits().keySet()).containsExactly("z", "a", "m", "b");
  }

  @Test
  void takesDefaultsForKeysWithNothingBehindThem() {
    Everything bound = bind(Everything.class, "limits:\nnested:\nnames:\nmaybe:\nfree:\n");

    assertThat(bound).isEqualTo(ConfigNode.empty().bind(Everything.class));
    assertThat(refusals(Everything.class, "whole:"))
        .containsExactly("whole: nothing (expected: a whole number) [t.yaml:1]");
  }

  @Test
  void refusesUnknownKeysAndSuggestsTheNearest() {
    assertThat(refusals(Everything.class, "limits:\n  ledger:\n    maxx: 1\nmodes: x\n"))
        .containsExactly(
            "modes: unknown key (expected: a known key; did you mean mode?) [t.yaml:4]",
            "limits.ledger.maxx: unknown key (expected: a known key; did you mean max?) [t.yaml:3]");
    assertThat(refusals(Limits.class, "something: 1"))
        .containsExactly("something: unknown key (expected: one of max, min, steps) [t.yaml:1]");
  }

  @Test
  void namesMissingKeys() {
    assertThat(refusals(Required.class, ""))
        .containsExactly(
            "name: missing (expected: text)", "port: missing (expected: a whole number)");
  }

  @Test
  void refusesValuesOfAnotherType() {
    assertThat(
            refusals(
                Everything.class,
                """
                text: [a]
                whole: 1.5
                longer: 99999999999999999999
                ratio: NaN
                flag: yes
                time: 10
                size: 4MB
                mode: STRICT
                uri: 'a b'
                at: noon
                names: x
                maybe: x
                limits: 3
                nested: 4
                """))
        .containsExactly(
            "text: a list (expected: text) [t.yaml:1]",
            "whole: 1.5 (expected: a whole number) [t.yaml:2]",
            "longer: 99999999999999999999 (expected: a whole number of"
                + " -9223372036854775808..9223372036854775807) [t.yaml:3]",
            "ratio: NaN (expected: a number) [t.yaml:4]",
            "flag: yes (expected: true or false) [t.yaml:5]",
            "time: 10 (expected: a number with ns, us, ms, s, m, h or d, such as 250ms) [t.yaml:6]",
            "size: 4MB (expected: a whole number with B, KiB, MiB, GiB or TiB, such as 4MiB)"
                + " [t.yaml:7]",
            "mode: STRICT (expected: one of strict, very_loose) [t.yaml:8]",
            "uri: a b (expected: a URI) [t.yaml:9]",
            "at: noon (expected: a LocalTime) [t.yaml:10]",
            "names: x (expected: a list) [t.yaml:11]",
            "maybe: x (expected: a whole number) [t.yaml:12]",
            "limits: 3 (expected: a mapping) [t.yaml:13]",
            "nested: 4 (expected: a mapping) [t.yaml:14]");
  }

  @Test
  void putsThePathBeforeWhatAConstructorRefuses() {
    assertThat(refusals(Everything.class, "limits:\n  ledger:\n    max: 101\n"))
        .containsExactly("limits.ledger.max: 101 (expected: 1..100) [t.yaml:3]");
    assertThat(refusals(Everything.class, "nested: {max: 1, min: 2}"))
        .containsExactly("nested.min: 2 (expected: at most max, 1) [t.yaml:1]");
  }

  @Test
  void reportsEveryProblemOfARecordTogether() {
    assertThat(refusals(Limits.class, "max: 0\nmin: 11\nsteps: [1, x, y]\nminn: 3\n"))
        .containsExactly(
            "minn: unknown key (expected: a known key; did you mean min?) [t.yaml:4]",
            "steps[1]: x (expected: a whole number) [t.yaml:3]",
            "steps[2]: y (expected: a whole number) [t.yaml:3]",
            "max: 0 (expected: 1..100) [t.yaml:1]",
            "min: 11 (expected: 0..10) [t.yaml:2]");
    assertThatThrownBy(() -> bind(Limits.class, "max: 0\nmin: 11\n"))
        .hasMessage(
            """
            2 problems in the configuration:
              max: 0 (expected: 1..100) [t.yaml:1]
              min: 11 (expected: 0..10) [t.yaml:2]""");
  }

  @Test
  void reportsAKeyOnceWhoseDefaultIsRefusedAsWell() {
    assertThat(refusals(Picky.class, "{file: /etc, count: 3}"))
        .containsExactly(
            "file: /etc (expected: a relative path) [t.yaml:1]",
            "count: 3 (expected: 1..2) [t.yaml:1]");
    assertThat(refusals(Picky.class, "{}"))
        .containsExactly("file: \"\" (expected: some text) [default]");
  }

  @Test
  void neverShowsSecrets() {
    assertThat(
            refusals(
                Hidden.class,
                """
                password: bad-hunter2
                pin: 77
                deep: {name: [hunter2], port: hunter2, pause: 2m}
                pasword: hunter2
                """))
        .containsExactly(
            "pasword: unknown key (expected: a known key; did you mean password?) [t.yaml:4]",
            "deep.name: a list (expected: text) [t.yaml:3]",
            "deep.port: *** (expected: a whole number) [t.yaml:3]");
    assertThat(refusals(Hidden.class, "{password: bad-hunter2, pin: 77, deep: {name: a, port: 1}}"))
        .containsExactly(
            "pin: *** (expected: 0..9) [t.yaml:1]",
            "password: *** (expected: a good one) [t.yaml:1]");
    assertThat(refusals(Rude.class, "{password: hunter2, name: a}"))
        .containsExactly("the root: refused (expected: a valid Rude) [t.yaml:1]");
  }

  @Test
  void showsLongAndStrangeValuesOnOneLine() {
    assertThat(refusals(Limits.class, "max: \"a\\nb\\e[2J\"\nmin: " + "9".repeat(200)))
        .containsExactly(
            "max: a?b?[2J (expected: a whole number) [t.yaml:1]",
            "min: " + "9".repeat(80) + "... (expected: a whole number) [t.yaml:2]");
    assertThat(refusals(Limits.class, "max: ''"))
        .containsExactly("max: \"\" (expected: a whole number) [t.yaml:1]");
  }

  @Test
  void refusesATypeThatIsNotForConfiguration() {
    record Odd(Thread thread) {}

    assertThatThrownBy(() -> bind(Odd.class, "thread: 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("thread: class java.lang.Thread is no type for configuration");
  }
}
