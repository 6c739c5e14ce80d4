package io.vertebra.payment.settlement;

import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;

import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.settlement.v1.ClearRequest;
import io.vertebra.payment.settlement.v1.ClearResponse;
import io.vertebra.payment.settlement.v1.GetRequest;
import io.vertebra.payment.settlement.v1.Position;
import io.vertebra.payment.settlement.v1.PositionsRequest;
import io.vertebra.payment.settlement.v1.PositionsResponse;
import io.vertebra.payment.settlement.v1.SettlementClient;
import io.vertebra.payment.settlement.v1.SettlementDetails;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settlement service beside a payment service that a test fills. */
final class SettlementRig implements AutoCloseable {

  final FakePayments payments = new FakePayments();
  final PaymentRig services;
  final SettlementClient client;

  /**
   * @param settings of the settlement service, one a line
   */
  SettlementRig(Path dir, String settings) {
    services = new PaymentRig(dir, Map.of("settlement", settings));
    services.start(payments);
    services.start(new SettlementModule());
    client = new SettlementClient(services.channel());
  }

  Future<SettlementDetails> clear(String day) {
    return client
        .clear(ClearRequest.newBuilder().setVersion(1).setDay(day).build())
        .map(ClearResponse::getSettlement);
  }

  SettlementDetails cleared(String day) {
    return await(clear(day));
  }

  SettlementDetails get(String day) {
    return await(client.get(GetRequest.newBuilder().setVersion(1).setDay(day).build()))
        .getSettlement();
  }

  /** All positions of a day, each as {@code EUR alice: 5 - 3 = 2}: received, paid, net. */
  List<String> positions(String day) {
    return await(all(client.positions(PositionsRequest.newBuilder().setDay(day).build()))).stream()
        .map(PositionsResponse::getPosition)
        .map(SettlementRig::text)
        .toList();
  }

  static String text(Position position) {
    return "%s %s: %d - %d = %d"
        .formatted(
            position.getNet().getCurrency(),
            position.getAccountId(),
            position.getReceived().getMinorUnits(),
            position.getPaid().getMinorUnits(),
            position.getNet().getMinorUnits());
  }

  @Override
  public void close() {
    services.close();
  }
}
