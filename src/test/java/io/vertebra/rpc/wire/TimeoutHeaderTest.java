package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertebra.rpc.RpcException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutHeaderTest {

  @ParameterizedTest
  @CsvSource({
    "1n,1",
    "2u,2000",
    "3m,3000000",
    "4S,4000000000",
    "1M,60000000000",
    "1H,3600000000000",
    "0n,0"
  })
  void reads(String header, long nanos) {
    assertThat(TimeoutHeader.parseNanos(header)).isEqualTo(nanos);
  }

  @Test
  void readsWhatIsTooLongToCountAsForEver() {
    assertThat(TimeoutHeader.parseNanos("99999999H")).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "1", "1s", "123456789n", "-1S", "1.5S", " 1S", "1S "})
  void refuses(String header) {
    assertThatExceptionOfType(RpcException.class)
        .isThrownBy(() -> TimeoutHeader.parseNanos(header))
        .withMessageContaining("grpc-timeout: " + header + " (expected:");
  }

  @ParameterizedTest
  @CsvSource({
    "1,1n",
    "99999999,99999999n",
    "100000000,100000u",
    "0,1n",
    "-5,1n",
    "15000000000,15000000u",
    "9223372036854775807,2562047H"
  })
  void writesInTheFinestUnitThatHoldsIt(long nanos, String header) {
    assertThat(TimeoutHeader.format(nanos)).isEqualTo(header);
  }

  @Test
  void isNeverLongerThanAsked() {
    for (long nanos = 1; nanos > 0; nanos = nanos * 3 + 1) {
      long read = TimeoutHeader.parseNanos(TimeoutHeader.format(nanos));
      assertThat(read).isPositive().isLessThanOrEqualTo(nanos);
      assertThat(nanos - read).isLessThan(Math.max(1000, nanos / 1000));
      if (nanos > TimeUnit.DAYS.toNanos(100_000)) {
        break;
      }
    }
  }
}
