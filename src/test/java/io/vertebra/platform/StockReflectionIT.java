package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reflection against a stock client, and {@code call} against a stock server. */
class StockReflectionIT {

  private static final Path CLIENT = Path.of("src/test/python/reflection_client.py");

  /** In the order of trial: a Python of one's own may lack what the system's has. */
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha"})
  void aStockClientAndOurListAgree(String version, @TempDir Path dir) throws Exception {
    FileDescriptor contract =
        version.equals("v1")
            ? io.vertebra.server.reflection.v1.ServerReflectionRequest.getDescriptor().getFile()
            : io.vertebra.server.reflection.v1alpha.ServerReflectionRequest.getDescriptor()
                .getFile();
    Path set = dir.resolve("reflection.pb");
    Files.write(
        set, FileDescriptorSet.newBuilder().addFile(contract.toProto()).build().toByteArray());
    try (CallRun run = CallRun.withReflection()) {
      List<String> ours = new ArrayList<>();
      for (String service : run.call("list").lines()) {
        ours.add(service);
        run.call("list", service).lines().forEach(line -> ours.add(line.split(" ")[0]));
      }

      List<String> theirs =
          python(CLIENT.toString(), run.address, set.toString(), "grpc.reflection." + version);

      assertThat(theirs)
          .contains("vertebra.test.v1.Echo", "vertebra.test.v1.Echo/BidiStream")
          .containsExactlyElementsOf(ours);
    }
  }

  private static List<String> python(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(pythonWithGrpc()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static String pythonWithGrpc() throws InterruptedException {
    for (String python : PYTHONS) {
      try {
        Process trial =
            new ProcessBuilder(python, "-c", "import grpc, google.protobuf")
                .redirectErrorStream(true)
                .start();
        trial.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
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

  @Test
  void callsAStockServer() throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build()
            .start();
    try {
      assertThat(call(server, "list").lines())
          .containsExactly("grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
      assertThat(call(server, "describe", "grpc.health.v1.HealthCheckResponse").lines())
          .contains("  grpc.health.v1.HealthCheckResponse.ServingStatus status = 1;");
      assertThat(call(server, "grpc.health.v1.Health/Check", "--compact").out())
          .isEqualTo("{\"status\":\"SERVING\"}\n");
      assertThat(call(server, "grpc.health.v1.Health/Check", "-d", "{\"service\": \"x\"}").err())
          .startsWith("NOT_FOUND: unknown service x");
      assertThat(
              call(server, "grpc.health.v1.Health/Watch", "--compact", "--deadline", "1s").lines())
          .containsExactly("{\"status\":\"SERVING\"}");
    } finally {
      server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static CallRun.Result call(Server server, String... arguments) {
    List<String> all = new ArrayList<>(List.of("call", "-a", "127.0.0.1:" + server.getPort()));
    all.addAll(List.of(arguments));
    return CallRun.run(InputStream.nullInputStream(), new StringWriter(), all);
  }
}
