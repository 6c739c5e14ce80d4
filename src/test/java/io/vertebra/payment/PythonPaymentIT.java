package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.account.AccountModule;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.payment.order.OrderModule;
import io.vertebra.payment.payment.PaymentModule;
import io.vertebra.payment.risk.RiskModule;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.stock.Contracts;
import io.vertebra.stock.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A payment by a client of another language. */
class PythonPaymentIT {

  @Test
  void pythonPays(@TempDir Path dir) throws Exception {
    String contracts =
        Contracts.write(
            dir, PayRequest.getDescriptor().getFile(), OpenRequest.getDescriptor().getFile());
    try (NodeRig node =
        new NodeRig(
            dir,
            "",
            new AccountModule(),
            new OrderModule(),
            new RiskModule(),
            new PaymentModule())) {
      assertThat(Python.run("payment/payment_client.py", "127.0.0.1:" + node.port(), contracts))
          .containsExactly(
              "paid: PAYMENT_STATE_SETTLED",
              "paid again: the same",
              "same key, other amount: ALREADY_EXISTS",
              "left: 700 and 300");
    }
  }
}
