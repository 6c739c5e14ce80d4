package io.vertebra.stock;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Runs the clients of {@code src/test/python}, which need grpcio and protobuf. */
public final class Python {

  /** In the order of trial: a Python of one's own may lack what the system's has. */
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private Python() {}

  /**
   * Runs a client to its end.
   *
   * @param script below {@code src/test/python}
   * @return the lines it printed; fails with them when it failed
   */
  public static List<String> run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(withGrpc(), "src/test/python/" + script));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  /**
   * Writes what a client needs to know of contracts.
   *
   * @return the path of a FileDescriptorSet of the files and all that they import
   */
  public static String contracts(Path dir, FileDescriptor... files) throws IOException {
    Set<FileDescriptor> all = new LinkedHashSet<>();
    for (FileDescriptor file : files) {
      addWithImports(file, all);
    }
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    all.forEach(file -> set.addFile(file.toProto()));
    Path path = Files.createTempFile(dir, "contracts", ".binpb");
    Files.write(path, set.build().toByteArray());
    return path.toString();
  }

  private static void addWithImports(FileDescriptor file, Set<FileDescriptor> all) {
    file.getDependencies().forEach(imported -> addWithImports(imported, all));
    all.add(file);
  }

  private static String withGrpc() throws InterruptedException {
    for (String python : PYTHONS) {
      try {
        Process trial =
            new ProcessBuilder(python, "-c", "import grpc, google.protobuf")
                .redirectErrorStream(true)
                .start();
        trial.getInputStream().transferTo(OutputStream.nullOutputStream());
        if (trial.waitFor() == 0) {
          return python;
        }
      } catch (IOException noSuchPython) {
        continue;
      }
    }
    throw new AssertionError(
        "no Python with grpcio and protobuf among "
            + PYTHONS
            + " (expected: apt-get install python3-grpcio python3-protobuf, as scripts/test does)");
  }
}
