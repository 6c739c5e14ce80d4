package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTrailersTest {

  private static MultiMap trailers(String... namesAndValues) {
    MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      trailers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return trailers;
  }

  @Test
  void carriesAFailureBothWays() {
    RpcException failure =
        RpcException.of(RpcCode.ABORTED, "lost 100% — 再试")
            .withInfo("CONFLICT", "test", Map.of("k", "v"))
            .withTrailers(Metadata.of("extra", "e"));
    MultiMap written = trailers("grpc-status", "10");
    StatusTrailers.write(failure, written);
    RpcException read = StatusTrailers.read(written);
    assertThat(read.status()).isEqualTo(failure.status());
    assertThat(read.trailers().get("extra")).isEqualTo("e");
    assertThat(written.get("grpc-message")).isEqualTo("lost 100%25 %E2%80%94 %E5%86%8D%E8%AF%95");
  }

  @Test
  void isNoFailureWhenOk() {
    assertThat(StatusTrailers.read(trailers("grpc-status", "0"))).isNull();
  }

  @Test
  void aMissingOrOddStatusIsUnknown() {
    assertThat(StatusTrailers.read(trailers()).code()).isEqualTo(RpcCode.UNKNOWN);
    assertThat(StatusTrailers.read(trailers("grpc-status", "x")).code()).isEqualTo(RpcCode.UNKNOWN);
    assertThat(StatusTrailers.read(trailers("grpc-status", "99")).code())
        .isEqualTo(RpcCode.UNKNOWN);
  }

  @Test
  void brokenDetailsAndEscapesDoNotHideTheMessage() {
    RpcException read =
        StatusTrailers.read(
            trailers(
                "grpc-status", "5", "grpc-message", "50%, %zz %4", "grpc-status-details-bin", "?"));
    assertThat(read.code()).isEqualTo(RpcCode.NOT_FOUND);
    assertThat(read.status().message()).isEqualTo("50%, %zz %4");
    assertThat(read.details()).isEmpty();
  }
}
