package io.vertebra.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A change of the contract {@code shop.proto}, and what is to be found; see {@code
 * src/test/resources/contract}.
 *
 * @param name what is changed
 * @param published the files of the published contract
 * @param files the files of the changed contract
 * @param finds line, rule and element of each finding, in any order
 */
record ContractCase(
    String name, Map<String, String> published, Map<String, String> files, List<String> finds) {

  static final String SHOP = "shop.proto";

  /** The changes that break something. */
  static List<ContractCase> breaches() {
    return read("breaches.yaml");
  }

  /** The changes that are nobody's business. */
  static List<ContractCase> evolutions() {
    return read("evolutions.yaml");
  }

  /** The contract that the cases change. */
  static String shop() {
    return resource(SHOP);
  }

  private static List<ContractCase> read(String file) {
    List<Map<String, Object>> cases = new Yaml().load(resource(file));
    return cases.stream().map(ContractCase::of).toList();
  }

  private static ContractCase of(Map<String, Object> written) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(SHOP, edited(pairs(written, "edit")));
    files.putAll(pairs(written, "also"));
    List<?> finds = (List<?>) written.getOrDefault("finds", List.of());
    return new ContractCase(
        (String) written.get("name"),
        Map.of(SHOP, edited(pairs(written, "published"))),
        files,
        finds.stream()
            .map(Object::toString)
            .map(find -> Character.isDigit(find.charAt(0)) ? SHOP + ":" + find : find)
            .sorted()
            .toList());
  }

  private static Map<String, String> pairs(Map<String, Object> written, String key) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Map<?, ?> given = (Map<?, ?>) written.getOrDefault(key, Map.of());
    given.forEach((from, to) -> pairs.put(from.toString(), to.toString()));
    return pairs;
  }

  private static String edited(Map<String, String> edits) {
    String text = shop();
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      String before = text;
      text = text.replace(edit.getKey(), edit.getValue());
      if (text.equals(before) && !edit.getKey().equals(edit.getValue())) {
        throw new IllegalArgumentException(edit.getKey() + " (expected: a part of " + SHOP + ")");
      }
    }
    return text;
  }

  /** The change undone. */
  ContractCase backwards() {
    return new ContractCase(name + ", undone", files, published, List.of());
  }

  /** What the check finds, in the form of {@link #finds}. */
  List<String> found(Protoc protoc, Scope scope) {
    Contract now = Contract.of(protoc.compile(files).getFileList(), scope::judges);
    Contract old = Contract.of(protoc.compile(published).getFileList(), scope::judges);
    return Stream.concat(
            ContractCheck.rules(now).stream(), ContractCheck.changes(old, now).stream())
        .map(f -> "%s:%d %s %s".formatted(f.file(), f.line(), f.rule().id(), f.element()))
        .sorted()
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }

  private static String resource(String name) {
    try (InputStream in = ContractCase.class.getResourceAsStream("/contract/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
