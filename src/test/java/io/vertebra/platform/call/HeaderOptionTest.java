package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.rpc.Metadata;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderOptionTest {

  @Test
  void readsNamesAndValuesInOrder() {
    Metadata metadata = HeaderOption.parse(List.of("X-Tenant: blue", "x-tenant:red", "time: 1:2"));

    assertThat(metadata.getAll("x-tenant")).containsExactly("blue", "red");
    assertThat(metadata.get("time")).isEqualTo("1:2");
  }

  @Test
  void readsBytesUnderBinaryNames() {
    Metadata metadata = HeaderOption.parse(List.of("trace-bin: AAEC/w==", "other-bin: AAE"));

    assertThat(metadata.getBinary("trace-bin")).hasValue(new byte[] {0, 1, 2, (byte) 0xff});
    assertThat(metadata.getBinary("other-bin")).hasValue(new byte[] {0, 1});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no colon       | no colon (expected: 'name: value')",
        ": value        | : value (expected: 'name: value')",
        "x-bin: *       | x-bin: * (expected: base64, as the name ends in -bin)",
        "grpc-timeout: 1S | metadata: grpc-timeout (expected: a name of [0-9a-z_.-] that gRPC does"
            + " not reserve)"
      })
  void saysWhatIsWrong(String line, String message) {
    assertThatThrownBy(() -> HeaderOption.parse(List.of(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
