package io.vertebra.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The compiler that the build has fetched, for contracts that tests make up. */
public final class Protoc {

  private static final List<String> IMPORTABLE =
      List.of("google/protobuf/descriptor.proto", "vertebra/options.proto");

  private final Path dir;
  private final Path compiler;
  private final Map<Map<String, String>, FileDescriptorSet> compiled = new HashMap<>();

  /** Compiles in an empty directory. */
  Protoc(Path dir) {
    this.dir = dir;
    this.compiler = compiler();
    IMPORTABLE.forEach(this::unpack);
  }

  /** The descriptor set of files given by name and text, with all that they import. */
  FileDescriptorSet compile(Map<String, String> files) {
    return compiled.computeIfAbsent(files, this::compileAnew);
  }

  private FileDescriptorSet compileAnew(Map<String, String> files) {
    Path set = dir.resolve("set.binpb");
    run(files, List.of("--include_imports", "--include_source_info", "-o", set.toString()));
    try {
      return FileDescriptorSet.parseFrom(Files.readAllBytes(set));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the compiler on files; what it says is the message when it fails. */
  void run(Map<String, String> files, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(compiler.toString(), "-I."));
    command.addAll(arguments);
    command.addAll(files.keySet());
    files.forEach(this::write);
    try {
      Path said = dir.resolve("said.txt");
      Process process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("protoc took more than 60 s");
      }
      if (process.exitValue() != 0) {
        throw new IllegalArgumentException(Files.readString(said));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.createDirectories(dir.resolve(name).getParent());
      Files.writeString(dir.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void unpack(String resource) {
    try (InputStream in = Protoc.class.getClassLoader().getResourceAsStream(resource)) {
      write(resource, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The local repository of Maven that this build uses. */
  public static Path localRepository() {
    return protobuf().resolve("../../../../../..").normalize();
  }

  /** It lies in the local repository, beside the library of the same version. */
  public static Path compiler() {
    Path version = protobuf().getParent();
    Path compilers = version.getParent().resolveSibling("protoc").resolve(version.getFileName());
    try (Stream<Path> files = Files.list(compilers)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".exe"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(compilers + ": no protoc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path protobuf() {
    return Path.of(
        URI.create(Message.class.getProtectionDomain().getCodeSource().getLocation() + ""));
  }
}
