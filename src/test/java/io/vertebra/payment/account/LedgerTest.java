package io.vertebra.payment.account;

import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import io.vertebra.payment.Books;
import io.vertebra.payment.Contract;
import io.vertebra.payment.Customers;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.account.v1.BalanceRequest;
import io.vertebra.payment.account.v1.CancelRequest;
import io.vertebra.payment.account.v1.ConfirmRequest;
import io.vertebra.payment.account.v1.DepositRequest;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.payment.account.v1.Reservation;
import io.vertebra.payment.account.v1.ReservationState;
import io.vertebra.payment.account.v1.ReserveRequest;
import io.vertebra.payment.account.v1.VerifyHolderRequest;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  @TempDir private Path dir;
  private PaymentRig rig;
  private AccountClient account;
  private Customers customers;

  @BeforeEach
  void start() {
    rig = new PaymentRig(dir, Map.of());
    rig.start(new AccountModule());
    account = new AccountClient(rig.channel());
    customers = new Customers(account).open("alice", 1_000).open("bob", 0);
  }

  @AfterEach
  void stop() {
    Books.assertBalanced(rig);
    rig.close();
  }

  private static ReserveRequest reserve(String key, String payer, String payee, long cents) {
    return ReserveRequest.newBuilder()
        .setIdempotencyKey(key)
        .setPayerAccountId(payer)
        .setPayeeAccountId(payee)
        .setAmount(Contract.money(cents, "EUR"))
        .build();
  }

  private static ConfirmRequest confirm(String key, String id) {
    return ConfirmRequest.newBuilder().setIdempotencyKey(key).setReservationId(id).build();
  }

  private static CancelRequest cancel(String key, String id) {
    return CancelRequest.newBuilder().setIdempotencyKey(key).setReservationId(id).build();
  }

  private String reserved(String key, long cents) {
    return await(account.reserve(reserve(key, "alice", "bob", cents)))
        .getReservation()
        .getReservationId();
  }

  private static String reason(RpcException failure) {
    return failure.info().orElseThrow().getReason();
  }

  @Test
  void setsMoneyAsideUntilItIsConfirmed() {
    String id = reserved("r1", 300);

    assertThat(customers.available("alice")).isEqualTo(700);
    assertThat(customers.held("alice")).isEqualTo(300);
    assertThat(customers.available("bob")).isZero();

    Reservation confirmed = await(account.confirm(confirm("c1", id))).getReservation();

    assertThat(confirmed.getState()).isEqualTo(ReservationState.RESERVATION_STATE_CONFIRMED);
    assertThat(customers.held("alice")).isZero();
    assertThat(customers.available("bob")).isEqualTo(300);
  }

  @Test
  void givesMoneyBackWhenItIsCancelled() {
    String id = reserved("r1", 300);

    await(account.cancel(cancel("c1", id)));

    assertThat(customers.available("alice")).isEqualTo(1_000);
    assertThat(customers.held("alice")).isZero();
  }

  @Test
  void endsAReservationOnce() {
    String id = reserved("r1", 300);
    await(account.confirm(confirm("c1", id)));

    RpcException again = failureOf(account.confirm(confirm("c2", id)));
    RpcException back = failureOf(account.cancel(cancel("c3", id)));

    assertThat(again.code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
    assertThat(reason(again)).isEqualTo("RESERVATION_NOT_HELD");
    assertThat(back.info().orElseThrow().getMetadataMap()).containsEntry("state", "CONFIRMED");
  }

  @Test
  void refusesMoreThanIsAvailableNotMoreThanIsOwned() {
    reserved("r1", 300);

    RpcException refused = failureOf(account.reserve(reserve("r2", "alice", "bob", 701)));

    assertThat(refused.code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
    assertThat(reason(refused)).isEqualTo("INSUFFICIENT_FUNDS");
    reserved("r3", 700);
    assertThat(customers.available("alice")).isZero();
  }

  @Test
  void givesARepeatTheSameAnswerRefusalsToo() {
    ReserveRequest granted = reserve("r1", "alice", "bob", 300);
    ReserveRequest refused = reserve("r2", "alice", "bob", 5_000);
    Reservation first = await(account.reserve(granted)).getReservation();
    RpcException firstRefusal = failureOf(account.reserve(refused));
    await(
        account.deposit(
            DepositRequest.newBuilder()
                .setIdempotencyKey("d1")
                .setAccountId("alice")
                .setAmount(Contract.money(10_000, "EUR"))
                .build()));
    await(account.confirm(confirm("c1", first.getReservationId())));

    assertThat(await(account.reserve(granted)).getReservation()).isEqualTo(first);
    assertThat(failureOf(account.reserve(refused)).status()).isEqualTo(firstRefusal.status());
    assertThat(customers.available("alice")).isEqualTo(10_700);
  }

  @Test
  void refusesAKeyUsedForSomethingElse() {
    String id = reserved("k", 300);

    assertThat(reason(failureOf(account.reserve(reserve("k", "alice", "bob", 301)))))
        .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(failureOf(account.confirm(confirm("k", id))).code())
        .isEqualTo(RpcCode.ALREADY_EXISTS);
    assertThat(customers.held("alice")).isEqualTo(300);
  }

  @Test
  void reservesOnceForManyCallsAtOnceWithOneKey() {
    ReserveRequest request = reserve("r1", "alice", "bob", 600);

    List<?> answers =
        await(Future.all(IntStream.range(0, 32).mapToObj(i -> account.reserve(request)).toList()))
            .list();

    assertThat(answers).allMatch(answers.get(0)::equals);
    assertThat(customers.held("alice")).isEqualTo(600);
  }

  @Test
  void tellsWhatItCannotFind() {
    assertThat(reason(failureOf(account.reserve(reserve("r1", "alice", "nobody", 1)))))
        .isEqualTo("ACCOUNT_NOT_FOUND");
    assertThat(reason(failureOf(account.reserve(reserve("r2", "nobody", "bob", 1)))))
        .isEqualTo("ACCOUNT_NOT_FOUND");
    assertThat(reason(failureOf(account.confirm(confirm("c1", "res-none")))))
        .isEqualTo("RESERVATION_NOT_FOUND");
    BalanceRequest unknown = BalanceRequest.newBuilder().setAccountId("nobody").build();
    assertThat(failureOf(account.balance(unknown)).code()).isEqualTo(RpcCode.NOT_FOUND);
  }

  @Test
  void keepsIdsApartThatDifferInCase() {
    customers.open("Alice", 5);

    assertThat(customers.available("Alice")).isEqualTo(5);
    assertThat(customers.available("alice")).isEqualTo(1_000);
  }

  @Test
  void refusesAnIdThatIsTaken() {
    OpenRequest.Builder request =
        OpenRequest.newBuilder().setHolderName("x").setCurrency("EUR").setAccountId("alice");

    RpcException taken = failureOf(account.open(request.setIdempotencyKey("other").build()));

    assertThat(taken.code()).isEqualTo(RpcCode.ALREADY_EXISTS);
    assertThat(reason(taken)).isEqualTo("ACCOUNT_EXISTS");
  }

  @Test
  void choosesAnIdWhenTheCallerDoesNot() {
    OpenRequest request =
        OpenRequest.newBuilder()
            .setIdempotencyKey("o1")
            .setHolderName("Zoë")
            .setCurrency("JPY")
            .build();

    String id = await(account.open(request)).getAccount().getAccountId();

    assertThat(id).startsWith("acc-");
    assertThat(customers.balance(id).getAvailable()).isEqualTo(Contract.money(0, "JPY"));
  }

  @Test
  void comparesNamesWithoutCaseAndSpaces() {
    await(
        account.open(
            OpenRequest.newBuilder()
                .setIdempotencyKey("o1")
                .setAccountId("strasse")
                .setHolderName("Änne  Groß")
                .setCurrency("EUR")
                .build()));

    assertThat(isNamed("strasse", " ÄNNE GROSS ")).isTrue();
    assertThat(isNamed("strasse", "A\u0308nne Groß")).isTrue();
    assertThat(isNamed("strasse", "Anne Groß")).isFalse();
  }

  private boolean isNamed(String id, String name) {
    return await(
            account.verifyHolder(
                VerifyHolderRequest.newBuilder().setAccountId(id).setName(name).build()))
        .getMatches();
  }

  @Test
  void refusesOverflowAndChangesNothing() {
    DepositRequest.Builder most =
        DepositRequest.newBuilder()
            .setIdempotencyKey("d1")
            .setAccountId("alice")
            .setAmount(Contract.money(Long.MAX_VALUE, "EUR"));

    RpcException refused = failureOf(account.deposit(most.build()));

    assertThat(refused.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
    assertThat(reason(refused)).isEqualTo("BALANCE_OVERFLOW");
    assertThat(customers.available("alice")).isEqualTo(1_000);
  }

  @Test
  void refusesToTouchTheWorldOutside() {
    RpcException refused = failureOf(account.reserve(reserve("r1", "external-EUR", "bob", 1)));

    assertThat(refused.status().detail(BadRequest.class).orElseThrow().getFieldViolations(0))
        .extracting(BadRequest.FieldViolation::getField)
        .isEqualTo("payer_account_id");
  }

  @Test
  void losesNoMoneyToThreadsThatWorkOnTheSameAccounts() throws Exception {
    int accounts = 4;
    for (int i = 0; i < accounts; i++) {
      customers.open("acc" + i, 500);
    }
    ExecutorService threads = Executors.newFixedThreadPool(32);
    List<java.util.concurrent.Future<?>> work = new ArrayList<>();
    for (int t = 0; t < 32; t++) {
      int thread = t;
      work.add(threads.submit(() -> moveMoneyAtRandom(thread, 30, accounts)));
    }
    for (var one : work) {
      one.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();

    assertThat(rig.number("SELECT SUM(available) FROM account WHERE account_id LIKE 'acc%'"))
        .isEqualTo(accounts * 500L);
    assertThat(rig.number("SELECT SUM(held) FROM account")).isZero();
  }

  private void moveMoneyAtRandom(int thread, int moves, int accounts) {
    SplittableRandom random = new SplittableRandom(thread);
    for (int i = 0; i < moves; i++) {
      int payer = random.nextInt(accounts);
      int payee = (payer + 1 + random.nextInt(accounts - 1)) % accounts;
      String key = thread + "-" + i;
      ReserveRequest request =
          reserve("r" + key, "acc" + payer, "acc" + payee, 1 + random.nextInt(300));
      Future<String> id =
          account.reserve(request).map(answer -> answer.getReservation().getReservationId());
      try {
        String reserved = await(id);
        Future<?> ended =
            random.nextBoolean()
                ? account.confirm(confirm("c" + key, reserved))
                : account.cancel(cancel("c" + key, reserved));
        await(ended);
      } catch (RpcException refused) {
        assertThat(reason(refused)).isEqualTo("INSUFFICIENT_FUNDS");
      }
    }
  }

  @Test
  void staysBalancedUnderRandomOperations() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> reservations = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      step(random, reservations, Integer.toString(random.nextInt(300)));
      if (i % 50 == 0) {
        Books.assertBalanced(rig);
      }
    }
  }

  private void step(SplittableRandom random, List<String> reservations, String key) {
    String known =
        reservations.isEmpty() || random.nextInt(10) == 0
            ? "res-none"
            : reservations.get(random.nextInt(reservations.size()));
    String payer = random.nextBoolean() ? "alice" : "bob";
    String payee = random.nextBoolean() ? "alice" : "bob";
    long cents = random.nextBoolean() ? random.nextLong(-10, 2_000) : random.nextLong();
    try {
      switch (random.nextInt(4)) {
        case 0 ->
            await(
                account.deposit(
                    DepositRequest.newBuilder()
                        .setIdempotencyKey(key)
                        .setAccountId(payer)
                        .setAmount(Contract.money(cents, random.nextInt(9) == 0 ? "USD" : "EUR"))
                        .build()));
        case 1 ->
            reservations.add(
                await(account.reserve(reserve(key, payer, payee, cents)))
                    .getReservation()
                    .getReservationId());
        case 2 -> await(account.confirm(confirm(key, known)));
        default -> await(account.cancel(cancel(key, known)));
      }
    } catch (RpcException refused) {
      assertThat(refused.code())
          .isIn(
              RpcCode.INVALID_ARGUMENT,
              RpcCode.FAILED_PRECONDITION,
              RpcCode.NOT_FOUND,
              RpcCode.ALREADY_EXISTS);
    }
  }
}
