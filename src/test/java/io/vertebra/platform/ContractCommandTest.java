package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.vertebra.contract.Rule;
import io.vertebra.test.relay.RelayProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ContractCommandTest {

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int contract(String... arguments) {
    CommandLine line = Main.commandLine(Map.of(), InputStream.nullInputStream());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "contract";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return line.execute(all);
  }

  /** The relay's contract without the stream that states no deadline, and changed otherwise. */
  private String set(String name, Consumer<FileDescriptorProto.Builder> change) throws IOException {
    FileDescriptorProto.Builder file = RelayProto.getDescriptor().toProto().toBuilder();
    file.getServiceBuilder(1).removeMethod(2);
    change.accept(file);
    Path path = dir.resolve(name);
    Files.write(path, FileDescriptorSet.newBuilder().addFile(file).build().toByteArray());
    return path.toString();
  }

  private static void withoutId(FileDescriptorProto.Builder file) {
    file.getMessageTypeBuilder(0).getFieldBuilder(1).setName("key");
  }

  @Test
  void checksTheRules() throws IOException {
    assertThat(contract("check", set("good.binpb", file -> {}))).isZero();
    assertThat(out.toString()).isEqualTo("0 breaches; 4 messages, enums and services judged\n");

    String bad =
        set("bad.binpb", f -> f.getMessageTypeBuilder(0).getFieldBuilder(3).setName("Kinds"));
    assertThat(contract("check", bad)).isOne();
    assertThat(out.toString())
        .contains(
            "relay.proto:1: field vertebra.test.relay.Parcel.Kinds: name Kinds (expected: kinds)")
        .contains("1 breach; 4 messages");
    assertThat(contract("check", bad, "--foreign", "vertebra.")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsWhatBreaks() throws IOException {
    String old = set("old.binpb", file -> {});

    assertThat(contract("diff", old, set("new.binpb", ContractCommandTest::withoutId))).isOne();

    assertThat(out.toString())
        .contains("field vertebra.test.relay.Parcel.key: was published as id = 2; to mend: ");
    assertThat(contract("diff", old, old)).isZero();
  }

  @Test
  void acceptsAndThenChecksAgainstIt() throws IOException {
    String old = set("old.binpb", file -> {});
    String baseline = dir.resolve("published").toString();

    assertThat(contract("accept", old, "--baseline", baseline)).isZero();
    assertThat(out.toString()).contains("1 files, 1 of them written, 0 deleted");
    assertThat(contract("check", old, "--baseline", baseline)).isZero();
    String smaller = set("new.binpb", f -> f.getMessageTypeBuilder(0).removeField(5));
    assertThat(contract("check", smaller, "--baseline", baseline)).isOne();
    assertThat(out.toString()).contains("Parcel.inner: was published and is gone");
    assertThat(contract("accept", smaller, "--baseline", baseline)).isZero();
    assertThat(contract("check", smaller, "--baseline", baseline)).isZero();
  }

  @Test
  void acceptsNothingThatBreaksTheRules() throws IOException {
    String bad = set("bad.binpb", f -> f.getMessageTypeBuilder(0).removeField(0));

    assertThat(contract("accept", bad, "--baseline", dir.resolve("published").toString())).isOne();

    assertThat(out.toString()).contains("[version-field]");
    assertThat(dir.resolve("published")).doesNotExist();
  }

  @Test
  void explainsFilesThatAreNone() throws IOException {
    Path text = Files.writeString(dir.resolve("a.proto"), "syntax = \"proto3\";");
    String good = set("good.binpb", file -> {});

    assertThat(contract("check", "nowhere.binpb")).isEqualTo(2);
    assertThat(contract("check", text.toString())).isEqualTo(2);
    assertThat(contract("check", good, "--baseline", "nowhere")).isEqualTo(2);
    assertThat(contract("check", good, "--foreign", "google")).isEqualTo(2);
    assertThat(contract("check")).isEqualTo(2);

    assertThat(err.toString().lines())
        .contains(
            "nowhere.binpb: no such file (expected: a descriptor set)",
            "baseline: nowhere: absent (expected: a directory that accepting has written)",
            "foreign: google (expected: a package and a dot, such as google.)")
        .anyMatch(line -> line.startsWith(text + ": ") && line.contains("protoc -o"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void listsTheRules() {
    assertThat(contract("rules")).isZero();

    for (Rule rule : Rule.values()) {
      assertThat(out.toString()).contains(rule.id(), rule.demand(), rule.mend());
    }
  }
}
