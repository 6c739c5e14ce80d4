package io.vertebra.payment.payment;

import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.payment.Contract;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.order.v1.OrderClient;
import io.vertebra.payment.payment.PaymentConfig.OnReview;
import io.vertebra.payment.risk.v1.AssessResponse;
import io.vertebra.payment.risk.v1.RiskClient;
import io.vertebra.payment.v1.NameCheck;
import io.vertebra.payment.v1.PaymentRisk;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one step of a payment: a call to another service, and what follows from its answer.
 *
 * <p>Every call can be repeated, since its keys are made from the payment's id. A service that says
 * no leads to the step that undoes what was done; a call in doubt fails the step.
 */
final class SagaSteps {

  private static final Logger LOG = LoggerFactory.getLogger(SagaSteps.class);

  private final AccountClient account;
  private final OrderClient order;
  private final RiskClient risk;
  private final PaymentConfig config;
  private final TimeSource time;

  SagaSteps(Channel channel, PaymentConfig config, TimeSource time) {
    CallOptions options = CallOptions.DEFAULT.withTimeout(config.stepTimeout());
    this.account = new AccountClient(channel, options);
    this.order = new OrderClient(channel, options);
    this.risk = new RiskClient(channel, options);
    this.config = config;
    this.time = time;
  }

  /**
   * Does the step that a payment is at.
   *
   * @return the payment at its next step; fails when it is in doubt whether the step was done
   */
  Future<PaymentRow> perform(PaymentRow payment) {
    return switch (payment.step()) {
      case CHECK_NAME -> checkName(payment);
      case CREATE_ORDER -> createOrder(payment);
      case START_ORDER -> startOrder(payment);
      case ASSESS_RISK -> assessRisk(payment);
      case RESERVE -> reserve(payment);
      case CONFIRM -> confirm(payment);
      case MARK_PAID -> markPaid(payment);
      case CANCEL_RESERVATION -> cancelReservation(payment);
      case CLOSE_ORDER -> closeOrder(payment);
      case DONE -> Future.succeededFuture(payment);
    };
  }

  private Future<PaymentRow> checkName(PaymentRow payment) {
    if (isExpired(payment)) {
      return Future.succeededFuture(expired(payment).to(Step.DONE));
    }
    if (!config.realNameCheck()) {
      return Future.succeededFuture(nameChecked(payment, NameCheck.NAME_CHECK_SKIPPED));
    }
    return orElse(
        account
            .verifyHolder(StepRequests.verifyHolder(payment))
            .map(answer -> nameAnswered(payment, answer.getMatches())),
        no -> failed(payment, no).to(Step.DONE));
  }

  private static PaymentRow nameAnswered(PaymentRow payment, boolean matches) {
    if (matches) {
      return nameChecked(payment, NameCheck.NAME_CHECK_APPROVED);
    }
    return payment
        .with(details -> details.setNameCheck(NameCheck.NAME_CHECK_REJECTED))
        .refused(
            PaymentState.PAYMENT_STATE_DENIED,
            "REAL_NAME_MISMATCH",
            "payer_name: not the name of the payer account's holder")
        .to(Step.DONE);
  }

  private static PaymentRow nameChecked(PaymentRow payment, NameCheck outcome) {
    return payment.with(details -> details.setNameCheck(outcome)).to(Step.CREATE_ORDER);
  }

  private Future<PaymentRow> createOrder(PaymentRow payment) {
    return orElse(
        order
            .create(StepRequests.createOrder(payment))
            .map(
                answer ->
                    payment
                        .with(details -> details.setOrderId(answer.getOrder().getOrderId()))
                        .to(Step.START_ORDER)),
        no -> failed(payment, no).to(Step.DONE));
  }

  /** A no means that somebody else has taken or cancelled the order, so there is none to close. */
  private Future<PaymentRow> startOrder(PaymentRow payment) {
    return orElse(
        order
            .startPayment(StepRequests.startOrder(payment))
            .map(answer -> payment.to(Step.ASSESS_RISK)),
        no -> failed(payment, no).to(Step.DONE));
  }

  private Future<PaymentRow> assessRisk(PaymentRow payment) {
    if (isExpired(payment)) {
      return Future.succeededFuture(expired(payment).to(Step.CLOSE_ORDER));
    }
    return orElse(
        risk.assess(StepRequests.assessRisk(payment)).map(answer -> assessed(payment, answer)),
        no -> failed(payment, no).to(Step.CLOSE_ORDER));
  }

  private PaymentRow assessed(PaymentRow payment, AssessResponse answer) {
    PaymentRow known =
        payment.with(
            details ->
                details.setRisk(
                    PaymentRisk.newBuilder()
                        .setVersion(Contract.VERSION)
                        .setDecision(answer.getDecision())
                        .setScore(answer.getScore())));
    return isAllowed(answer)
        ? known.to(Step.RESERVE)
        : known
            .refused(PaymentState.PAYMENT_STATE_DENIED, "RISK_DENIED", reasons(answer))
            .to(Step.CLOSE_ORDER);
  }

  private boolean isAllowed(AssessResponse answer) {
    return switch (answer.getDecision()) {
      case RISK_DECISION_APPROVE -> true;
      case RISK_DECISION_REVIEW -> config.onReview() == OnReview.ALLOW;
      default -> false;
    };
  }

  private Future<PaymentRow> reserve(PaymentRow payment) {
    return orElse(
        account
            .reserve(StepRequests.reserve(payment))
            .map(
                answer ->
                    payment
                        .with(d -> d.setReservationId(answer.getReservation().getReservationId()))
                        .to(Step.CONFIRM)),
        no -> failed(payment, no).to(Step.CLOSE_ORDER));
  }

  private Future<PaymentRow> confirm(PaymentRow payment) {
    return orElse(
        account
            .confirm(StepRequests.confirm(payment))
            .map(
                answer ->
                    payment
                        .with(details -> details.setState(PaymentState.PAYMENT_STATE_SETTLED))
                        .to(Step.MARK_PAID)),
        no -> failed(payment, no).to(Step.CANCEL_RESERVATION));
  }

  private Future<PaymentRow> markPaid(PaymentRow payment) {
    return orElse(
        order.markPaid(StepRequests.markPaid(payment)).map(answer -> payment.to(Step.DONE)),
        no -> astray(payment, "settled, but its order is not PAID", no).to(Step.DONE));
  }

  private Future<PaymentRow> cancelReservation(PaymentRow payment) {
    return orElse(
        account
            .cancel(StepRequests.cancelReservation(payment))
            .map(answer -> payment.to(Step.CLOSE_ORDER)),
        no -> notCancelled(payment, no).to(Step.CLOSE_ORDER));
  }

  /** What somebody else has cancelled need not be cancelled again. */
  private static PaymentRow notCancelled(PaymentRow payment, RpcException no) {
    boolean isCancelled =
        no.info()
            .map(info -> info.getMetadataOrDefault("state", ""))
            .orElse("")
            .equals("CANCELLED");
    return isCancelled ? payment : astray(payment, "its reservation is not cancelled", no);
  }

  /** A denied payment cancels its order; one that failed says so. */
  private Future<PaymentRow> closeOrder(PaymentRow payment) {
    Future<?> closed =
        payment.details().getState() == PaymentState.PAYMENT_STATE_FAILED
            ? order.markFailed(StepRequests.markFailed(payment))
            : order.cancel(StepRequests.cancelOrder(payment));
    return orElse(
        closed.map(answer -> payment.to(Step.DONE)),
        no -> astray(payment, "its order is not closed", no).to(Step.DONE));
  }

  private boolean isExpired(PaymentRow payment) {
    Instant created = Instant.ofEpochSecond(payment.details().getCreateTime().getSeconds());
    return time.now().isAfter(created.plus(config.expireAfter()));
  }

  private PaymentRow expired(PaymentRow payment) {
    return payment.refused(
        PaymentState.PAYMENT_STATE_FAILED,
        "EXPIRED",
        "it could not be made within " + config.expireAfter() + "; no money was touched");
  }

  private static Future<PaymentRow> orElse(
      Future<PaymentRow> step, Function<RpcException, PaymentRow> onNo) {
    return step.recover(
        failure -> {
          RpcException rpc = RpcException.from(failure);
          return Refusals.isNo(rpc)
              ? Future.succeededFuture(onNo.apply(rpc))
              : Future.failedFuture(rpc);
        });
  }

  private static PaymentRow failed(PaymentRow payment, RpcException no) {
    return payment.refused(
        PaymentState.PAYMENT_STATE_FAILED, Refusals.reason(no), no.status().message());
  }

  /** The money is right, and something beside it is not: a person has to look. */
  private static PaymentRow astray(PaymentRow payment, String what, RpcException no) {
    LOG.error("payment {}: {}: {}", payment.paymentId(), what, no.status());
    return payment;
  }

  private static String reasons(AssessResponse answer) {
    return answer.getReasonsList().stream()
        .map(reason -> reason.getRule() + ": " + reason.getExplanation())
        .collect(Collectors.joining("; ", "risk score " + answer.getScore() + ": ", ""));
  }
}
