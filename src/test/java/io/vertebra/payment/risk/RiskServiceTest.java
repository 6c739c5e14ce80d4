package io.vertebra.payment.risk;

import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.Contract;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.risk.v1.AssessRequest;
import io.vertebra.payment.risk.v1.AssessResponse;
import io.vertebra.payment.risk.v1.RiskClient;
import io.vertebra.payment.risk.v1.RiskDecision;
import io.vertebra.rpc.RpcCode;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RiskServiceTest {

  @TempDir private Path dir;
  private PaymentRig rig;
  private RiskClient client;

  @BeforeEach
  void start() {
    rig =
        new PaymentRig(
            dir, Map.of("risk", "policy: {window: 1m, reviewPayments: 3, denyPayments: 5}\n"));
    rig.start(new RiskModule());
    client = new RiskClient(rig.channel());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static AssessRequest request(String id, String payer) {
    return AssessRequest.newBuilder()
        .setAssessmentId(id)
        .setPayerAccountId(payer)
        .setPayeeAccountId("bob")
        .setAmount(Contract.money(100, "EUR"))
        .build();
  }

  private RiskDecision decision(String id, String payer) {
    return await(client.assess(request(id, payer))).getDecision();
  }

  @Test
  void countsPaymentsOfTheLastMinute() {
    assertThat(decision("a1", "alice")).isEqualTo(RiskDecision.RISK_DECISION_APPROVE);
    assertThat(decision("a2", "alice")).isEqualTo(RiskDecision.RISK_DECISION_APPROVE);
    assertThat(decision("a3", "alice")).isEqualTo(RiskDecision.RISK_DECISION_REVIEW);
    assertThat(decision("c1", "carol")).isEqualTo(RiskDecision.RISK_DECISION_APPROVE);
    assertThat(decision("a4", "alice")).isEqualTo(RiskDecision.RISK_DECISION_REVIEW);
    assertThat(decision("a5", "alice")).isEqualTo(RiskDecision.RISK_DECISION_DENY);

    rig.clockOffset = Duration.ofSeconds(61);

    assertThat(decision("a6", "alice")).isEqualTo(RiskDecision.RISK_DECISION_APPROVE);
  }

  @Test
  void remembersOverARestart() {
    decision("a1", "alice");
    decision("a2", "alice");

    rig.kill("risk");
    rig.start(new RiskModule());

    assertThat(decision("a3", "alice")).isEqualTo(RiskDecision.RISK_DECISION_REVIEW);
  }

  @Test
  void answersARepeatAsBeforeAndDoesNotCountIt() {
    AssessResponse first = await(client.assess(request("a1", "alice")));

    for (int i = 0; i < 5; i++) {
      assertThat(await(client.assess(request("a1", "alice")))).isEqualTo(first);
    }

    assertThat(decision("a2", "alice")).isEqualTo(RiskDecision.RISK_DECISION_APPROVE);
    assertThat(failureOf(client.assess(request("a1", "carol"))).code())
        .isEqualTo(RpcCode.ALREADY_EXISTS);
  }

  @Test
  void countsPaymentsAtTheSameTimeOneAfterTheOther() {
    List<AssessResponse> answers =
        await(
                Future.all(
                    IntStream.range(0, 8)
                        .mapToObj(i -> client.assess(request("a" + i, "alice")))
                        .toList()))
            .list();

    assertThat(answers).extracting(AssessResponse::getScore).contains(0, 0, 40, 40, 100, 100);
    assertThat(answers)
        .filteredOn(answer -> answer.getDecision() == RiskDecision.RISK_DECISION_DENY)
        .hasSize(4);
  }
}
