package io.vertebra.payment.payment;

import static io.vertebra.payment.Customers.payment;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import io.vertebra.payment.Books;
import io.vertebra.payment.Contract;
import io.vertebra.payment.Customers;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.account.v1.CancelRequest;
import io.vertebra.payment.v1.GetRequest;
import io.vertebra.payment.v1.NameCheck;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PayResponse;
import io.vertebra.payment.v1.PaymentClient;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaymentServiceTest {

  @TempDir private Path dir;
  private PaymentRig rig;
  private Customers customers;
  private PaymentClient client;

  @BeforeEach
  void start() {
    rig = PaymentRig.started(dir, Map.of());
    customers = new Customers(new AccountClient(rig.channel()));
    customers.open("alice", 10_000).open("bob", 0);
    client = new PaymentClient(rig.channel());
  }

  @AfterEach
  void stop() {
    Books.assertBalanced(rig);
    Books.assertSettled(rig);
    rig.close();
  }

  private PaymentDetails pay(PayRequest.Builder request) {
    return await(client.pay(request.build())).getPayment();
  }

  @Test
  void movesMoneyFromPayerToPayee() {
    PaymentDetails paid = pay(payment("k1", "alice", "bob", 2_500));

    assertThat(paid.getState()).isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
    assertThat(paid.getNameCheck()).isEqualTo(NameCheck.NAME_CHECK_APPROVED);
    assertThat(paid.hasOrderId()).isTrue();
    assertThat(paid.hasReservationId()).isTrue();
    assertThat(paid.getRisk().getScore()).isZero();
    assertThat(customers.available("alice")).isEqualTo(7_500);
    assertThat(customers.available("bob")).isEqualTo(2_500);
  }

  @Test
  void answersARepeatWithTheSamePayment() {
    PayRequest request = payment("k1", "alice", "bob", 2_500).build();
    PayResponse first = await(client.pay(request));

    PayResponse second = await(client.pay(request));
    PayResponse newerClient = await(client.pay(request.toBuilder().setVersion(7).build()));

    assertThat(second).isEqualTo(first);
    assertThat(newerClient).isEqualTo(first);
    assertThat(customers.available("bob")).isEqualTo(2_500);
  }

  @Test
  void refusesTheKeyOfAnotherRequest() {
    pay(payment("k1", "alice", "bob", 2_500));

    var failure = failureOf(client.pay(payment("k1", "alice", "bob", 2_501).build()));

    assertThat(failure.code()).isEqualTo(RpcCode.ALREADY_EXISTS);
    assertThat(failure.info().orElseThrow().getReason()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(customers.available("bob")).isEqualTo(2_500);
  }

  @Test
  void makesOnePaymentOfManyAtOnceWithOneKey() {
    PayRequest request = payment("k1", "alice", "bob", 100).build();

    var answers =
        await(Future.all(IntStream.range(0, 32).mapToObj(i -> client.pay(request)).toList()))
            .<PayResponse>list();

    assertThat(answers).allMatch(answer -> answer.equals(answers.get(0)));
    assertThat(answers.get(0).getPayment().getState())
        .isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
    assertThat(customers.available("bob")).isEqualTo(100);
  }

  @Test
  void failsForWantOfFundsAndSaysSoAgain() {
    PayRequest.Builder request = payment("k1", "alice", "bob", 10_001);

    PaymentDetails failed = pay(request);

    assertThat(failed.getState()).isEqualTo(PaymentState.PAYMENT_STATE_FAILED);
    assertThat(failed.getFailure().getReason()).isEqualTo("INSUFFICIENT_FUNDS");
    assertThat(failed.hasReservationId()).isFalse();
    customers.open("carol", 50_000);
    await(client.pay(payment("k2", "carol", "alice", 50_000).build()));
    assertThat(pay(request)).isEqualTo(failed);
  }

  @Test
  void deniesAPayerUnderAnotherName() {
    PaymentDetails denied = pay(payment("k1", "alice", "bob", 1).setPayerName("mallory"));

    assertThat(denied.getState()).isEqualTo(PaymentState.PAYMENT_STATE_DENIED);
    assertThat(denied.getNameCheck()).isEqualTo(NameCheck.NAME_CHECK_REJECTED);
    assertThat(denied.getFailure().getReason()).isEqualTo("REAL_NAME_MISMATCH");
    assertThat(denied.hasOrderId()).isFalse();
  }

  @Test
  void deniesWhatRiskDeniesAndCancelsTheOrder() {
    customers.open("rich", 5_000_000);

    PaymentDetails denied = pay(payment("k1", "rich", "bob", 1_000_000));

    assertThat(denied.getState()).isEqualTo(PaymentState.PAYMENT_STATE_DENIED);
    assertThat(denied.getFailure().getReason()).isEqualTo("RISK_DENIED");
    assertThat(denied.getFailure().getMessage()).contains("AMOUNT");
    assertThat(rig.texts("SELECT state FROM orders")).containsExactly("CANCELLED");
    assertThat(customers.available("rich")).isEqualTo(5_000_000);
  }

  @Test
  void makesAPaymentUnderReviewAndKeepsTheDecision() {
    customers.open("rich", 5_000_000);

    PaymentDetails paid = pay(payment("k1", "rich", "bob", 100_000));

    assertThat(paid.getState()).isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
    assertThat(paid.getRisk().getDecisionValue()).isEqualTo(2);
  }

  @Test
  void failsWithTheReasonOfTheServiceThatRefused() {
    assertThat(pay(payment("k1", "nobody", "bob", 1)).getFailure().getReason())
        .isEqualTo("ACCOUNT_NOT_FOUND");
    assertThat(pay(payment("k2", "alice", "nobody", 1)).getFailure().getReason())
        .isEqualTo("ACCOUNT_NOT_FOUND");
    PayRequest.Builder dollars =
        payment("k3", "alice", "bob", 1).setAmount(Contract.money(1, "USD"));
    assertThat(pay(dollars).getFailure().getReason()).isEqualTo("CURRENCY_MISMATCH");
  }

  @Test
  void givesTheMoneyBackWhenItCannotBeConfirmed() {
    rig.faults =
        (request, next) ->
            request.method().name().equals("Confirm")
                ? Future.failedFuture(
                    RpcException.of(RpcCode.FAILED_PRECONDITION, "no")
                        .withInfo("PAYEE_BLOCKED", "account.payment.vertebra.io", Map.of()))
                : next.handle(request);

    PaymentDetails failed = pay(payment("k1", "alice", "bob", 10_000));

    assertThat(failed.getState()).isEqualTo(PaymentState.PAYMENT_STATE_FAILED);
    assertThat(failed.getFailure().getReason()).isEqualTo("PAYEE_BLOCKED");
    assertThat(customers.available("alice")).isEqualTo(10_000);
    assertThat(customers.held("alice")).isZero();
    assertThat(rig.texts("SELECT state FROM orders")).containsExactly("FAILED");
  }

  @Test
  void failsWhenSomebodyElseCancelsItsReservation() {
    rig.faults =
        (request, next) ->
            request.method().name().equals("Confirm")
                ? cancelledReservation().compose(cancelled -> next.handle(request))
                : next.handle(request);

    PaymentDetails failed = pay(payment("k1", "alice", "bob", 10_000));

    assertThat(failed.getFailure().getReason()).isEqualTo("RESERVATION_NOT_HELD");
    assertThat(customers.available("alice")).isEqualTo(10_000);
  }

  private Future<?> cancelledReservation() {
    String id = rig.texts("SELECT reservation_id FROM reservation").get(0);
    return new AccountClient(rig.channel())
        .cancel(CancelRequest.newBuilder().setIdempotencyKey("x").setReservationId(id).build());
  }

  @Test
  void namesEveryFieldOfAMalformedRequest() {
    var failure =
        failureOf(
            client.pay(
                PayRequest.newBuilder()
                    .setIdempotencyKey("no spaces please")
                    .setPayerAccountId("a")
                    .setPayeeAccountId("a")
                    .setAmount(Contract.money(-5, "EURO"))
                    .setPayerName(" ")
                    .setDescription("x".repeat(201))
                    .build()));

    assertThat(failure.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
    assertThat(failure.status().detail(BadRequest.class).orElseThrow().getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly(
            "idempotency_key",
            "payer_account_id",
            "payee_account_id",
            "payee_account_id",
            "amount.minor_units",
            "amount.currency",
            "payer_name",
            "description");
    assertThat(rig.number("SELECT COUNT(*) FROM payment")).isZero();
  }

  @Test
  void findsAPaymentByItsId() {
    PaymentDetails paid = pay(payment("k1", "alice", "bob", 2_500));

    var found =
        await(client.get(GetRequest.newBuilder().setPaymentId(paid.getPaymentId()).build()));
    var failure = failureOf(client.get(GetRequest.newBuilder().setPaymentId("pay-no").build()));

    assertThat(found.getPayment()).isEqualTo(paid);
    assertThat(failure.code()).isEqualTo(RpcCode.NOT_FOUND);
  }
}
