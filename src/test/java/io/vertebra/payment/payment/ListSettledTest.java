package io.vertebra.payment.payment;

import static io.vertebra.payment.Customers.payment;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import io.vertebra.payment.Contract;
import io.vertebra.payment.Customers;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.v1.ListSettledRequest;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PaymentClient;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListSettledTest {

  private static final long FOREVER_MILLIS = Duration.ofDays(36_500).toMillis();

  @TempDir private Path dir;
  private PaymentRig rig;
  private PaymentClient client;

  @BeforeEach
  void start() {
    rig = PaymentRig.started(dir, Map.of("payment", "answerWithin: 0s\n"));
    new Customers(new AccountClient(rig.channel())).open("alice", 10_000).open("bob", 0);
    client = new PaymentClient(rig.channel());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private PaymentDetails paid(String key) {
    return await(client.pay(payment(key, "alice", "bob", 100).build())).getPayment();
  }

  private static ListSettledRequest.Builder request(long fromMillis, long untilMillis) {
    return ListSettledRequest.newBuilder()
        .setVersion(1)
        .setFromTime(Contract.timestamp(fromMillis))
        .setUntilTime(Contract.timestamp(untilMillis));
  }

  private List<List<PaymentDetails>> pages(ListSettledRequest.Builder request) {
    List<List<PaymentDetails>> pages = new ArrayList<>();
    ListSettledResponse page;
    do {
      page = await(client.listSettled(request.build()));
      pages.add(page.getPaymentsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return pages;
  }

  private List<PaymentDetails> all(long fromMillis, long untilMillis) {
    return pages(request(fromMillis, untilMillis)).stream().flatMap(List::stream).toList();
  }

  private static long millis(PaymentDetails payment) {
    return Contract.millis(payment.getUpdateTime());
  }

  @Test
  void listsPageByPageInTheOrderOfSettling() {
    List<PaymentDetails> paid = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      paid.add(paid("k" + i));
    }
    paid.sort(
        Comparator.comparingLong(ListSettledTest::millis)
            .thenComparing(PaymentDetails::getPaymentId));

    assertThat(pages(request(0, FOREVER_MILLIS).setPageSize(3)))
        .containsExactly(paid.subList(0, 3), paid.subList(3, 6), paid.subList(6, 7));
    assertThat(pages(request(0, FOREVER_MILLIS).setPageSize(7))).containsExactly(paid);
  }

  @Test
  void tellsApartPaymentsOfOneMillisecond() {
    for (int i = 0; i < 5; i++) {
      paid("k" + i);
    }
    rig.database.transact(tx -> tx.update("UPDATE payment SET updated_at_millis = 5000"));

    assertThat(pages(request(5_000, 5_001).setPageSize(2)))
        .extracting(List::size)
        .containsExactly(2, 2, 1);
    assertThat(all(5_000, 5_001)).doesNotHaveDuplicates().hasSize(5);
  }

  @Test
  void countsTheFirstMomentAndNotTheLast() {
    long settled = millis(paid("k1"));

    assertThat(all(settled, settled + 1)).hasSize(1);
    assertThat(all(settled - 1, settled)).isEmpty();
    assertThat(all(settled + 1, settled + 2)).isEmpty();
  }

  @Test
  void listsNothingThatIsNotSettled() {
    assertThat(
            await(client.pay(payment("k1", "alice", "nobody", 1).build())).getPayment().getState())
        .isEqualTo(PaymentState.PAYMENT_STATE_FAILED);
    rig.faults =
        (call, next) ->
            call.method().name().equals("MarkPaid")
                ? Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "away"))
                : next.handle(call);
    assertThat(paid("k2").getState()).isEqualTo(PaymentState.PAYMENT_STATE_PENDING);

    assertThat(all(0, FOREVER_MILLIS)).isEmpty();
  }

  @Test
  void refusesTokensThatAreNotItsOwn() {
    paid("k1");
    paid("k2");
    ListSettledRequest.Builder request = request(0, FOREVER_MILLIS).setPageSize(1);
    String token = await(client.listSettled(request.build())).getNextPageToken();

    for (String bad : List.of("x", "####", "AAAAAAAAAAAAAAAA", token + "A")) {
      assertThat(refused(request.setPageToken(bad))).containsExactly("page_token");
    }
    assertThat(refused(request(1, FOREVER_MILLIS).setPageToken(token)))
        .containsExactly("page_token");
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    assertThat(refused(request(5, 5).setPageSize(501))).containsExactly("until_time", "page_size");
    assertThat(refused(request(-1, 5).setPageSize(-1))).containsExactly("from_time", "page_size");
    assertThat(
            refused(
                ListSettledRequest.newBuilder()
                    .setFromTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                    .setUntilTime(Timestamp.newBuilder().setNanos(-1))))
        .containsExactly("from_time", "until_time");
    assertThat(refused(ListSettledRequest.newBuilder())).containsExactly("until_time");
  }

  private List<String> refused(ListSettledRequest.Builder request) {
    RpcException refused = failureOf(client.listSettled(request.build()));
    assertThat(refused.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
    return refused.status().detail(BadRequest.class).orElseThrow().getFieldViolationsList().stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }
}
