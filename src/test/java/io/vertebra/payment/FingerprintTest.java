package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.v1.PayRequest;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private final PayRequest request = Customers.payment("k", "alice", "bob", 5).build();

  @Test
  void tellsRequestsApart() {
    assertThat(Fingerprint.of(request))
        .hasSize(32)
        .isEqualTo(Fingerprint.of(request.toBuilder().build()))
        .isNotEqualTo(
            Fingerprint.of(request.toBuilder().setAmount(Contract.money(6, "EUR")).build()));
  }

  @Test
  void leavesTheSendersVersionOut() {
    assertThat(Fingerprint.of(request.toBuilder().setVersion(9).build()))
        .isEqualTo(Fingerprint.of(request));
  }
}
