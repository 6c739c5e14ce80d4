package io.vertebra.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractPluginTest {

  private static final String SHOP = "shop.proto";

  @TempDir Path dir;
  private Path published;
  private Protoc protoc;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void prepare() {
    published = dir.resolve("published");
    protoc = new Protoc(dir);
  }

  private static String shopWith(String part, String instead) {
    return ContractCase.shop().replace(part, instead);
  }

  private String judge(String parameter, Map<String, String> files, String... asked) {
    CodeGeneratorRequest request =
        CodeGeneratorRequest.newBuilder()
            .setParameter(parameter)
            .addAllProtoFile(protoc.compile(files).getFileList())
            .addAllFileToGenerate(List.of(asked))
            .build();
    CodeGeneratorResponse response = ContractPlugin.answer(request, new PrintStream(log));
    assertThat(response.getFileList()).isEmpty();
    return response.getError();
  }

  private String judge(String parameter, String shop) {
    return judge(parameter, Map.of(SHOP, shop), SHOP);
  }

  @Test
  void letsAGoodContractPass() {
    assertThat(judge("", ContractCase.shop())).isEmpty();
  }

  @Test
  void saysEveryBreachWithItsPlace() {
    judge("mode=accept,baseline=" + published, ContractCase.shop());

    String error =
        judge(
            "sources=src/main/proto,baseline=" + published,
            shopWith("  COLOR_BLUE = 2;\n", "").replace("string name = 2;", "string Name = 2;"));

    assertThat(error.lines())
        .startsWith("5 breaches:")
        .contains(
            "src/main/proto/shop.proto:36: enum value shop.v1.Color.COLOR_BLUE: was published and"
                + " is gone; to mend: put it back with [deprecated = true] [value-removed]")
        .endsWith("published contract: " + published + " (mode=accept writes it anew)");
  }

  @Test
  void acceptsWhatIsPublishedAnew() throws IOException {
    String accept = "mode=accept,baseline=" + published;
    judge(accept, ContractCase.shop());
    assertThat(log.toString(UTF_8)).contains("1 files, 1 of them written, 0 deleted");
    byte[] first = Files.readAllBytes(published.resolve("shop.binpb"));
    String less = shopWith("  bytes photo = 13;\n", "");
    assertThat(judge("baseline=" + published, less)).contains("[field-removed]");
    log.reset();

    assertThat(judge(accept, "// Comments and places are not kept.\n" + less)).isEmpty();

    assertThat(log.toString(UTF_8))
        .contains("accepted: shop.proto:43: field shop.v1.Item.photo: was published and is gone")
        .contains("1 files, 1 of them written, 0 deleted");
    assertThat(judge("baseline=" + published, less)).isEmpty();
    assertThat(Files.readAllBytes(published.resolve("shop.binpb"))).isNotEqualTo(first);
    judge(accept, less);
    assertThat(log.toString(UTF_8)).contains("1 files, 0 of them written, 0 deleted");
  }

  @Test
  void keepsAFileForEachFile() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(SHOP, ContractCase.shop());
    files.put("desk/v1/desk.proto", "syntax = \"proto3\"; package desk.v1;");
    judge("mode=accept,baseline=" + published, files, SHOP, "desk/v1/desk.proto");
    assertThat(published.resolve("desk/v1/desk.binpb")).exists();

    judge("mode=accept,baseline=" + published, ContractCase.shop());

    assertThat(published.resolve("desk/v1/desk.binpb")).doesNotExist();
    assertThat(published.resolve("shop.binpb")).exists();
  }

  @Test
  void acceptsNothingThatBreaksTheRules() {
    String error =
        judge("mode=accept,baseline=" + published, shopWith("string name = 2", "string Name = 2"));

    assertThat(error).contains("[field-name]");
    assertThat(published).doesNotExist();
  }

  @Test
  void judgesOnlyWhatIsAskedFor() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("theirs.proto", "syntax = \"proto3\"; package theirs; message Bad { string x = 1; }");
    files.put(
        "ours.proto",
        "syntax = \"proto3\"; package ours; import \"theirs.proto\";"
            + " message Good { uint32 version = 1; theirs.Bad bad = 2; }");

    assertThat(judge("", files, "ours.proto")).isEmpty();
    assertThat(judge("", files, "ours.proto", "theirs.proto")).contains("field theirs.Bad.x");
    assertThat(judge("foreign=theirs.", files, "ours.proto", "theirs.proto")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lite                 | option: lite (expected: baseline=, mode=, sources= or foreign=)",
        "mode=loose           | mode: loose (expected: check or accept)",
        "mode=accept          | mode: accept (expected: a baseline=DIR with it)",
        "foreign=google       | foreign: google (expected: a package and a dot, such as google.)",
        "baseline=/nowhere/no | baseline: /nowhere/no: absent (expected: a directory that"
            + " accepting has written)"
      })
  void refusesOptionsThatMakeNoSense(String parameter, String error) {
    assertThat(judge(parameter, ContractCase.shop())).isEqualTo(error);
  }

  @Test
  void refusesABaselineThatIsNone() throws IOException {
    Files.createDirectories(published);
    Files.writeString(published.resolve("odd.binpb"), "not a descriptor set");

    assertThat(judge("baseline=" + published, ContractCase.shop()))
        .startsWith(published.resolve("odd.binpb") + ": ")
        .endsWith("(expected: a descriptor set, as protoc -o writes it)");
  }

  @Test
  void failsProtoc() throws IOException {
    Path classes =
        Path.of(
            URI.create(
                ContractPlugin.class.getProtectionDomain().getCodeSource().getLocation() + ""));
    Path protobuf =
        Path.of(URI.create(Message.class.getProtectionDomain().getCodeSource().getLocation() + ""));
    Path plugin = dir.resolve("protoc-gen-contract");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        plugin,
        "#!/bin/sh\nexec '%s' -cp '%s:%s' %s\n"
            .formatted(java, classes, protobuf, ContractPlugin.class.getName()));
    assertThat(plugin.toFile().setExecutable(true)).isTrue();
    Map<String, String> shop = Map.of(SHOP, shopWith("string name = 2", "string Name = 2"));

    assertThatThrownBy(() -> protoc.run(shop, List.of("--plugin=" + plugin, "--contract_out=.")))
        .hasMessageStartingWith(
            "--contract_out: 2 breaches:\nshop.proto:44: field shop.v1.Item.Name:");
  }

  private int run(byte[] in, ByteArrayOutputStream out, String... arguments) throws IOException {
    return ContractPlugin.run(
        List.of(arguments),
        new ByteArrayInputStream(in),
        new PrintStream(out),
        new PrintStream(log));
  }

  @Test
  void explainsItself() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(run(new byte[0], out, "--help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("protoc --plugin=", ContractPlugin.class.getName(), "baseline=DIR");
    assertThat(run(new byte[0], out, "--nope")).isOne();
    assertThat(log.toString(UTF_8)).contains("arguments: --nope (expected: none, or --help)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "\u0001\u0002\u0003"})
  void refusesInputThatIsNoRequest(String input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(run(input.getBytes(UTF_8), out)).isOne();
    assertThat(out.size()).isZero();
    assertThat(log.toString(UTF_8)).startsWith("stdin: ");
  }
}
