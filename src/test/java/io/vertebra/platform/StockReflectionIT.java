package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.vertebra.stock.Contracts;
import io.vertebra.stock.Python;
import java.io.InputStream;
import java.io.StringWriter;
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

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha"})
  void aStockClientAndOurListAgree(String version, @TempDir Path dir) throws Exception {
    FileDescriptor contract =
        version.equals("v1")
            ? io.vertebra.server.reflection.v1.ServerReflectionRequest.getDescriptor().getFile()
            : io.vertebra.server.reflection.v1alpha.ServerReflectionRequest.getDescriptor()
                .getFile();
    String contracts = Contracts.write(dir, contract);
    try (CallRun run = CallRun.withReflection()) {
      List<String> ours = new ArrayList<>();
      for (String service : run.call("list").lines()) {
        ours.add(service);
        run.call("list", service).lines().forEach(line -> ours.add(line.split(" ")[0]));
      }

      List<String> theirs =
          Python.run("reflection_client.py", run.address, contracts, "grpc.reflection." + version);

      assertThat(theirs)
          .contains("vertebra.test.v1.Echo", "vertebra.test.v1.Echo/BidiStream")
          .containsExactlyElementsOf(ours);
    }
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
