package io.vertebra.payment.order;

import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import io.vertebra.payment.Contract;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.order.v1.CancelRequest;
import io.vertebra.payment.order.v1.CreateRequest;
import io.vertebra.payment.order.v1.GetRequest;
import io.vertebra.payment.order.v1.ListRequest;
import io.vertebra.payment.order.v1.ListResponse;
import io.vertebra.payment.order.v1.MarkPaidRequest;
import io.vertebra.payment.order.v1.OrderClient;
import io.vertebra.payment.order.v1.OrderDetails;
import io.vertebra.payment.order.v1.OrderState;
import io.vertebra.payment.order.v1.StartPaymentRequest;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderServiceTest {

  @TempDir private Path dir;
  private PaymentRig rig;
  private OrderClient client;

  @BeforeEach
  void start() {
    rig = new PaymentRig(dir, Map.of());
    rig.start(new OrderModule());
    client = new OrderClient(rig.channel());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static CreateRequest request(String key, String payer) {
    return CreateRequest.newBuilder()
        .setIdempotencyKey(key)
        .setPayerAccountId(payer)
        .setPayeeAccountId("shop")
        .setAmount(Contract.money(100, "EUR"))
        .setDescription("a book")
        .build();
  }

  private OrderDetails created(String key, String payer) {
    return await(client.create(request(key, payer))).getOrder();
  }

  private Future<OrderDetails> started(String orderId, String paymentId) {
    return client
        .startPayment(
            StartPaymentRequest.newBuilder().setOrderId(orderId).setPaymentId(paymentId).build())
        .map(answer -> answer.getOrder());
  }

  @Test
  void createsAnOrderOnceForEachKey() {
    OrderDetails first = created("k1", "alice");

    assertThat(created("k1", "alice")).isEqualTo(first);
    assertThat(first.getState()).isEqualTo(OrderState.ORDER_STATE_CREATED);
    assertThat(first.getRevision()).isEqualTo(1);
    RpcException reused = failureOf(client.create(request("k1", "bob")));
    assertThat(reused.code()).isEqualTo(RpcCode.ALREADY_EXISTS);
    assertThat(rig.number("SELECT COUNT(*) FROM orders")).isEqualTo(1);
  }

  @Test
  void tellsAnOrderAgain() {
    OrderDetails order = created("k1", "alice");

    assertThat(
            await(client.get(GetRequest.newBuilder().setOrderId(order.getOrderId()).build()))
                .getOrder())
        .isEqualTo(order);
    GetRequest unknown = GetRequest.newBuilder().setOrderId("ord-none").build();
    assertThat(failureOf(client.get(unknown)).info().orElseThrow().getReason())
        .isEqualTo("ORDER_NOT_FOUND");
  }

  @Test
  void goesThroughItsStates() {
    String id = created("k1", "alice").getOrderId();

    OrderDetails pending = await(started(id, "pay-1"));
    MarkPaidRequest paid =
        MarkPaidRequest.newBuilder().setOrderId(id).setPaymentId("pay-1").build();
    OrderDetails done = await(client.markPaid(paid)).getOrder();

    assertThat(pending.getState()).isEqualTo(OrderState.ORDER_STATE_PENDING_PAYMENT);
    assertThat(pending.getPaymentId()).isEqualTo("pay-1");
    assertThat(done.getState()).isEqualTo(OrderState.ORDER_STATE_PAID);
    assertThat(await(client.markPaid(paid)).getOrder()).isEqualTo(done);
    CancelRequest cancel = CancelRequest.newBuilder().setOrderId(id).setPaymentId("pay-1").build();
    assertThat(failureOf(client.cancel(cancel)).info().orElseThrow().getMetadataMap())
        .containsEntry("from", "PAID")
        .containsEntry("to", "CANCELLED");
  }

  @Test
  void letsOneOfManyPaymentsTakeAnOrder() {
    String id = created("k1", "alice").getOrderId();

    long taken =
        IntStream.range(0, 16).mapToObj(i -> started(id, "pay-" + i)).toList().stream()
            .filter(OrderServiceTest::succeeds)
            .count();

    assertThat(taken).isEqualTo(1);
    assertThat(rig.number("SELECT revision FROM orders")).isEqualTo(2);
  }

  private static boolean succeeds(Future<?> call) {
    try {
      await(call);
      return true;
    } catch (RpcException refused) {
      assertThat(refused.code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
      return false;
    }
  }

  @Test
  void listsPageByPage() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(created("k" + i, i % 2 == 0 ? "alice" : "carol").getOrderId());
    }

    assertThat(pages(ListRequest.newBuilder().setPageSize(3)))
        .containsExactly(ids.subList(0, 3), ids.subList(3, 6), ids.subList(6, 7));
    assertThat(pages(ListRequest.newBuilder().setPageSize(2).setPayerAccountId("alice")))
        .containsExactly(List.of(ids.get(0), ids.get(2)), List.of(ids.get(4), ids.get(6)));
    assertThat(pages(ListRequest.newBuilder().setPayerAccountId("nobody")))
        .containsExactly(List.of());
  }

  private List<List<String>> pages(ListRequest.Builder request) {
    List<List<String>> pages = new ArrayList<>();
    ListResponse page;
    do {
      page = await(client.list(request.build()));
      pages.add(page.getOrdersList().stream().map(OrderDetails::getOrderId).toList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return pages;
  }

  @Test
  void refusesTokensThatAreNotItsOwn() {
    created("k1", "alice");
    created("k2", "alice");
    ListRequest.Builder request = ListRequest.newBuilder().setPageSize(1);
    String token = await(client.list(request.build())).getNextPageToken();

    for (String bad : List.of("x", "####", "AAAAAAAAAAAAAAAA", token + "A")) {
      RpcException refused = failureOf(client.list(request.setPageToken(bad).build()));
      assertThat(refused.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(refused.status().detail(BadRequest.class).orElseThrow().getFieldViolations(0))
          .extracting(BadRequest.FieldViolation::getField)
          .isEqualTo("page_token");
    }
    ListRequest otherFilter = request.setPageToken(token).setPayerAccountId("alice").build();
    assertThat(failureOf(client.list(otherFilter)).code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
    ListRequest tooMuch = ListRequest.newBuilder().setPageSize(501).build();
    assertThat(failureOf(client.list(tooMuch)).code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
  }
}
