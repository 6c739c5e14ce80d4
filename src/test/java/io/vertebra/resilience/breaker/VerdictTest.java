package io.vertebra.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

  private static Verdict of(RpcException failure) {
    return Verdict.of(failure.kind(), failure);
  }

  @ParameterizedTest
  @EnumSource(value = RpcCode.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void codesThatSpeakOfTheServerCount(RpcCode code) {
    Verdict expected =
        switch (code) {
          case DEADLINE_EXCEEDED,
              UNAVAILABLE,
              INTERNAL,
              DATA_LOSS,
              UNKNOWN,
              RESOURCE_EXHAUSTED,
              UNIMPLEMENTED ->
              Verdict.FAILED;
          case CANCELLED -> Verdict.IGNORED;
          default -> Verdict.GOOD;
        };

    assertThat(of(RpcException.of(code, ""))).isEqualTo(expected);
  }

  @Test
  void callsThatFinishAreGood() {
    assertThat(Verdict.of(Outcome.Kind.FINISHED, null)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void lostConnectionsCount() {
    assertThat(of(RpcException.connectionLost("lost", null))).isEqualTo(Verdict.FAILED);
  }

  @Test
  void mistakesOfThisSideDoNot() {
    assertThat(of(RpcException.from(new IllegalStateException()))).isEqualTo(Verdict.IGNORED);
  }

  @ParameterizedTest
  @CsvSource({
    "CIRCUIT_OPEN, vertebra.io, GOOD",
    "THROTTLED_BY_CLIENT, vertebra.io, GOOD",
    "CIRCUIT_OPEN, another.example, FAILED",
    "STOPPING, vertebra.io, FAILED"
  })
  void breakersFurtherOnDoNot(String reason, String domain, Verdict expected) {
    RpcException failure =
        RpcException.of(RpcCode.UNAVAILABLE, "").withInfo(reason, domain, Map.of());

    assertThat(of(failure)).isEqualTo(expected);
  }
}
