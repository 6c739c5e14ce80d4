package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.ConfigException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  private final List<Problem> problems = new ArrayList<>();

  private Node.Mapping read(String yaml) {
    return YamlReader.read("t.yaml", yaml, problems);
  }

  private List<String> problems() {
    return problems.stream().map(Problem::toString).toList();
  }

  @Test
  void keepsScalarsAsTheyAreWritten() {
    Node.Mapping root = read("version: 1.10\nat: 02:00\nflag: yes\nquoted: '007'\n");

    assertThat(root.plain())
        .isEqualTo(Map.of("version", "1.10", "at", "02:00", "flag", "yes", "quoted", "007"));
    assertThat(problems).isEmpty();
  }

  @Test
  void knowsTheLineOfEachValue() {
    Node.Mapping root = read("server:\n  # a comment\n  port: 1\n");

    assertThat(Node.find(root, List.of("server", "port")).origin()).isEqualTo("t.yaml:3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   \n", "# only a comment\n", "---\n", "~"})
  void takesAnEmptyFile(String yaml) {
    assertThat(read(yaml).entries()).isEmpty();
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b\n", "just text", "42"})
  void refusesARootThatIsNoMapping(String yaml) {
    read(yaml);

    assertThat(problems())
        .containsExactly(
            "t.yaml:1:1: not a mapping (expected: a mapping of keys to values at the root)");
  }

  @Test
  void refusesDuplicateKeysNamingBothLines() {
    read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");

    assertThat(problems())
        .containsExactly(
            "t.yaml:4:3: c again (expected: each key once; it is also on line 3)",
            "t.yaml:5:1: a again (expected: each key once; it is also on line 1)");
  }

  @Test
  void saysWhereMalformedYamlIs() {
    read("server:\n\tport: 1\n");

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("t.yaml:2:1: found character '\\t");
    assertThat(problems()).singleElement().asString().endsWith("(expected: well-formed YAML)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: *hunter2", "password: [hunter2", "password: @hunter2", "password: !hunter2 x",
        "password: \"hunter2", "a: b: hunter2", "password: !!hunter2 x", "? {hunter2: 1}\n: 2"
      })
  void neverShowsTheTextOfMalformedYaml(String yaml) {
    read(yaml);

    assertThat(problems()).singleElement().asString().doesNotContain("hunter2");
  }

  @Test
  void followsAnchorsAndMergeKeys() {
    Node.Mapping root =
        read(
            """
            base: &base {a: 1, b: {x: 1}}
            one:
              <<: *base
              b: {y: 2}
            two:
              <<: [{a: 9}, *base]
            list: &list [p, q]
            again: *list
            """);

    assertThat(problems).isEmpty();
    assertThat(Node.find(root, List.of("one")).plain())
        .isEqualTo(Map.of("a", "1", "b", Map.of("y", "2")));
    assertThat(Node.find(root, List.of("two")).plain())
        .isEqualTo(Map.of("a", "9", "b", Map.of("x", "1")));
    assertThat(Node.find(root, List.of("again")).plain()).isEqualTo(List.of("p", "q"));
  }

  @Test
  void refusesAnAliasInsideItsOwnAnchor() {
    read("a: &a [1, *a]");

    assertThat(problems())
        .containsExactly("t.yaml:1:4: an alias inside its own anchor (expected: a finite value)");
  }

  @Test
  void refusesAliasesThatUnfoldIntoMillions() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 6; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ",
                      List.of(alias, alias, alias, alias, alias, alias, alias, alias, alias))));
    }

    read(bomb.toString());

    assertThat(problems())
        .containsExactly("t.yaml: more than 100000 values (expected: well-formed YAML)");
  }

  @Test
  void refusesNestingWithoutEnd() {
    read("a: " + "[".repeat(10_000));

    assertThat(problems()).singleElement().asString().contains("Nesting Depth exceeded");
  }

  @Test
  void refusesSeveralDocuments() {
    read("a: 1\n---\na: 2\n");

    assertThat(problems()).singleElement().asString().startsWith("t.yaml:2:1: ");
  }

  @Test
  void refusesTags() {
    read("a: !!java.net.URL [http://localhost]\n");

    assertThat(problems()).containsExactly("t.yaml:1:4: a tag (expected: plain YAML without tags)");
  }

  @Test
  void readsAFileWithAByteOrderMark(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("c.yaml"), "\uFEFFa: \u00e4\n");

    assertThat(YamlReader.read(file, problems).plain()).isEqualTo(Map.of("a", "\u00e4"));
  }

  @Test
  void refusesFilesThatAreMissingTooLargeOrNoText(@TempDir Path dir) throws IOException {
    Path missing = dir.resolve("missing.yaml");
    Path large = Files.write(dir.resolve("large.yaml"), new byte[YamlReader.MAX_BYTES + 1]);
    Path binary = Files.write(dir.resolve("binary.yaml"), new byte[] {'a', ':', (byte) 0xff});

    YamlReader.read(missing, problems);
    YamlReader.read(large, problems);
    YamlReader.read(binary, problems);
    YamlReader.read(dir, problems);

    assertThat(problems())
        .containsExactly(
            missing + ": no such file (expected: a readable YAML file)",
            large + ": 1048577 bytes (expected: at most 1048576 bytes)",
            binary + ": malformed text (expected: UTF-8)",
            dir + ": unreadable (expected: a readable YAML file)");
  }
}
