package io.vertebra.client.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.ClientConfig;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.Jitter;
import io.vertebra.time.ManualTimeSource;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectBackoffTest {

  private static final RpcException REFUSED =
      RpcException.connectionLost("connection refused", null).asUnsent();

  private final ManualTimeSource time = new ManualTimeSource();
  private ConnectBackoff backoff = backoff(Jitter.NONE);

  private ConnectBackoff backoff(Jitter jitter) {
    return new ConnectBackoff(ClientConfig.DEFAULT.connection().backoff(), time, jitter);
  }

  /** Fails, and tells how long the address is left alone, in ms. */
  private long failAndWait() {
    backoff.failed("a", 1, REFUSED);
    long waited = 0;
    while (backoff.refusal("a", 1) != null) {
      time.advance(Duration.ofMillis(1));
      waited++;
    }
    return waited;
  }

  @Test
  void growsToTheMost() {
    assertThat(failAndWait()).isEqualTo(100);
    assertThat(failAndWait()).isEqualTo(160);
    assertThat(failAndWait()).isEqualTo(256);
    for (int i = 0; i < 10; i++) {
      failAndWait();
    }
    assertThat(failAndWait()).isEqualTo(10_000);
  }

  @Test
  void aConnectionBeginsItAnew() {
    failAndWait();
    failAndWait();
    backoff.connected("a", 1);
    assertThat(backoff.refusal("a", 1)).isNull();
    assertThat(failAndWait()).isEqualTo(100);
  }

  @Test
  void failuresAtTheSameTimeCountAsOne() {
    for (int i = 0; i < 50; i++) {
      backoff.failed("a", 1, REFUSED);
    }
    assertThat(failAndWait()).isEqualTo(100);
  }

  @Test
  void isOfOneAddressAndNamesTheFailure() {
    backoff.failed("a", 1, REFUSED);
    assertThat(backoff.refusal("a", 1)).isSameAs(REFUSED);
    assertThat(backoff.refusal("a", 2)).isNull();
    assertThat(backoff.refusal("b", 1)).isNull();
  }

  @Test
  void variesByAFifth() {
    for (int seed = 0; seed < 200; seed++) {
      backoff = backoff(Jitter.of(new Random(seed)));
      assertThat(failAndWait()).as("seed %d", seed).isBetween(80L, 121L);
    }
  }
}
