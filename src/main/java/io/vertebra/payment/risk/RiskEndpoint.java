package io.vertebra.payment.risk;

import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.risk.v1.AssessRequest;
import io.vertebra.payment.risk.v1.AssessResponse;
import io.vertebra.payment.risk.v1.RiskService;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;

/** Checks requests, and hands them to the {@link RiskDesk} off the event loop. */
final class RiskEndpoint implements RiskService {

  private final RiskDesk desk;
  private final BlockingWork blocking;

  RiskEndpoint(RiskDesk desk, BlockingWork blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  @Override
  public Future<AssessResponse> assess(ServerCall call, AssessRequest request) {
    return blocking.run(
        () -> {
          check(request);
          return desk.assess(request);
        });
  }

  private static void check(AssessRequest request) {
    new RequestCheck()
        .key("assessment_id", request.getAssessmentId())
        .id("payer_account_id", request.getPayerAccountId())
        .id("payee_account_id", request.getPayeeAccountId())
        .positive("amount", request.getAmount())
        .orRefuse();
  }
}
