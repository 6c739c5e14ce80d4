package io.vertebra.payment.payment;

import static io.vertebra.payment.Customers.payment;
import static io.vertebra.payment.NodeRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertebra.payment.Books;
import io.vertebra.payment.Customers;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.account.AccountModule;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.account.v1.AccountService;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PaymentClient;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryTest {

  private static final Map<String, String> QUICK =
      Map.of("payment", "sweepInterval: 10ms\nanswerWithin: 0s\nlease: 2s\n");

  private static int serial;

  @TempDir private static Path dir;
  private static PaymentRig rig;
  private static Customers customers;
  private static PaymentClient client;

  /** The accounts of one test. */
  private final String alice = "alice" + ++serial;

  private final String bob = "bob" + serial;
  private final String key = "key" + serial;

  /** What a payment comes to, and how many calls to other services it takes. */
  enum Course {
    SETTLED(7, PaymentState.PAYMENT_STATE_SETTLED, 2_500),
    WRONG_NAME(1, PaymentState.PAYMENT_STATE_DENIED, 2_500),
    RISK_DENIED(5, PaymentState.PAYMENT_STATE_DENIED, 1_000_000),
    NO_FUNDS(6, PaymentState.PAYMENT_STATE_FAILED, 90_000),
    NOT_CONFIRMED(8, PaymentState.PAYMENT_STATE_FAILED, 2_500);

    private final int calls;
    private final PaymentState state;
    private final long cents;

    Course(int calls, PaymentState state, long cents) {
      this.calls = calls;
      this.state = state;
      this.cents = cents;
    }

    boolean refuses(String method) {
      return this == NOT_CONFIRMED && method.equals("Confirm");
    }
  }

  /** What happens to one call. */
  enum Mishap {
    /** The process is killed before the call leaves it. */
    KILLED_BEFORE,
    /** The process is killed when the call has been served, before the answer is recorded. */
    KILLED_AFTER,
    /** The call never arrives. */
    LOST_REQUEST,
    /** The call is served, and its answer is lost. */
    LOST_ANSWER
  }

  /** A mishap at the n-th call of a course. */
  record Case(Course course, Mishap mishap, int call) {}

  static Stream<Case> cases() {
    return Stream.of(Course.values())
        .flatMap(
            course ->
                Stream.of(Mishap.values())
                    .flatMap(
                        mishap ->
                            IntStream.rangeClosed(1, course.calls)
                                .mapToObj(call -> new Case(course, mishap, call))));
  }

  @BeforeAll
  static void startAll() {
    rig = PaymentRig.started(dir, QUICK);
    customers = new Customers(new AccountClient(rig.channel()));
    client = new PaymentClient(rig.channel());
  }

  @AfterAll
  static void stopAll() {
    rig.close();
  }

  @BeforeEach
  void start() {
    rig.faults = PaymentRig.Faults.NONE;
    rig.clockOffset = Duration.ZERO;
    customers.open(alice, 50_000).open(bob, 0);
  }

  private PayRequest request(Course course) {
    PayRequest.Builder request = payment(key, alice, bob, course.cents);
    return (course == Course.WRONG_NAME ? request.setPayerName("mallory") : request).build();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bringsEachCourseToItsEnd(Case example) {
    AtomicInteger calls = new AtomicInteger();
    Promise<Void> happened = Promise.promise();
    rig.faults =
        (request, next) -> {
          boolean refused = example.course.refuses(request.method().name());
          PaymentRig.Faults served = refused ? RecoveryTest::refuse : PaymentRig.Faults.NONE;
          return calls.incrementAndGet() == example.call
              ? mishap(example.mishap, () -> served.call(request, next), happened)
              : served.call(request, next);
        };

    Future<?> told = client.pay(request(example.course));
    await(happened.future());
    if (example.mishap == Mishap.KILLED_BEFORE || example.mishap == Mishap.KILLED_AFTER) {
      rig.kill("payment");
      rig.start(new PaymentModule());
    } else {
      await(told);
    }

    PaymentDetails payment = settled(request(example.course));
    assertThat(payment.getState()).isEqualTo(example.course.state);
    boolean moved = payment.getState() == PaymentState.PAYMENT_STATE_SETTLED;
    assertThat(customers.available(bob)).isEqualTo(moved ? example.course.cents : 0);
    assertThat(customers.available(alice))
        .isEqualTo(moved ? 50_000 - example.course.cents : 50_000);
    assertThat(calls.get()).isEqualTo(example.course.calls + 1);
    Books.assertBalanced(rig);
    Books.assertSettled(rig);
  }

  private static Future<RpcResponse> mishap(
      Mishap mishap, Supplier<Future<RpcResponse>> call, Promise<Void> done) {
    Future<RpcResponse> never = Promise.<RpcResponse>promise().future();
    Future<RpcResponse> lost =
        Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "the connection is gone"));
    return switch (mishap) {
      case KILLED_BEFORE -> {
        done.tryComplete();
        yield never;
      }
      case KILLED_AFTER ->
          call.get()
              .transform(
                  (response, failure) -> {
                    done.tryComplete();
                    return never;
                  });
      case LOST_REQUEST -> {
        done.tryComplete();
        yield lost;
      }
      case LOST_ANSWER ->
          call.get()
              .transform(
                  (response, failure) -> {
                    done.tryComplete();
                    return lost;
                  });
    };
  }

  private static Future<RpcResponse> refuse(RpcRequest request, RpcHandler next) {
    return Future.failedFuture(
        RpcException.of(RpcCode.FAILED_PRECONDITION, "no")
            .withInfo("PAYEE_BLOCKED", "account.payment.vertebra.io", Map.of()));
  }

  /** Repeats the request until the payment is over. */
  private PaymentDetails settled(PayRequest request) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> await(client.pay(request)).getPayment(),
            payment -> payment.getState() != PaymentState.PAYMENT_STATE_PENDING);
  }

  @Test
  void saysPendingWhileAServiceIsAwayAndFinishesWhenItIsBack() {
    rig.stop("account", AccountService.SERVICE);
    PayRequest request = payment(key, alice, bob, 100).build();

    PaymentDetails pending = await(client.pay(request)).getPayment();
    rig.start(new AccountModule());

    assertThat(pending.getState()).isEqualTo(PaymentState.PAYMENT_STATE_PENDING);
    assertThat(settled(request).getState()).isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
    Books.assertBalanced(rig);
    Books.assertSettled(rig);
  }

  @Test
  void startsWhileTheServicesItNeedsAreAway() {
    rig.faults =
        (request, next) ->
            Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "no endpoints"));
    await(client.pay(payment(key, alice, bob, 100).build()));

    rig.kill("payment");
    rig.start(new PaymentModule());
    rig.faults = PaymentRig.Faults.NONE;

    assertThat(settled(payment(key, alice, bob, 100).build()).getState())
        .isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
  }

  @Test
  void givesUpAPaymentThatCameTooLateToTouchMoney() {
    rig.faults =
        (request, next) ->
            request.method().name().equals("Assess")
                ? Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "no endpoints"))
                : next.handle(request);
    PayRequest request = payment(key, alice, bob, 100).build();
    await(client.pay(request));

    rig.clockOffset = Duration.ofMinutes(6);

    PaymentDetails expired = settled(request);
    assertThat(expired.getState()).isEqualTo(PaymentState.PAYMENT_STATE_FAILED);
    assertThat(expired.getFailure().getReason()).isEqualTo("EXPIRED");
    assertThat(customers.available(alice)).isEqualTo(50_000);
    Books.assertSettled(rig);
  }

  @Test
  void neverGivesUpAPaymentThatMayHaveTouchedMoney() {
    AtomicInteger reserves = new AtomicInteger();
    rig.faults =
        (request, next) ->
            request.method().name().equals("Reserve") && reserves.incrementAndGet() < 3
                ? next.handle(request)
                    .compose(
                        lost ->
                            Future.failedFuture(
                                RpcException.of(RpcCode.DEADLINE_EXCEEDED, "too slow")))
                : next.handle(request);
    PayRequest request = payment(key, alice, bob, 100).build();
    await(client.pay(request));

    rig.clockOffset = Duration.ofMinutes(6);

    assertThat(settled(request).getState()).isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
    assertThat(customers.available(bob)).isEqualTo(100);
    Books.assertBalanced(rig);
    Books.assertSettled(rig);
  }

  @Test
  void twoWorkersOnOnePaymentDoNoHarm() {
    Promise<Void> held = Promise.promise();
    Promise<Void> go = Promise.promise();
    AtomicInteger confirms = new AtomicInteger();
    rig.faults =
        (request, next) -> {
          if (request.method().name().equals("Confirm") && confirms.incrementAndGet() == 1) {
            held.tryComplete();
            return go.future().compose(gone -> next.handle(request));
          }
          return next.handle(request);
        };
    Future<?> slow = client.pay(payment(key, alice, bob, 100).build());
    await(held.future());
    rig.start(new PaymentModule()); // frees all payments, those of the living as well

    PaymentDetails byOther = settled(payment(key, alice, bob, 100).build());
    go.complete();
    await(slow);

    assertThat(byOther.getState()).isEqualTo(PaymentState.PAYMENT_STATE_SETTLED);
    assertThat(customers.available(bob)).isEqualTo(100);
    assertThat(rig.texts("SELECT state FROM reservation WHERE payer_account_id = ?", alice))
        .isEqualTo(List.of("CONFIRMED"));
    Books.assertBalanced(rig);
    Books.assertSettled(rig);
  }
}
