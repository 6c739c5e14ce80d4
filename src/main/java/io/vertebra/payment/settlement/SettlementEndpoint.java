package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.settlement.v1.ClearRequest;
import io.vertebra.payment.settlement.v1.ClearResponse;
import io.vertebra.payment.settlement.v1.GetRequest;
import io.vertebra.payment.settlement.v1.GetResponse;
import io.vertebra.payment.settlement.v1.PositionsRequest;
import io.vertebra.payment.settlement.v1.PositionsResponse;
import io.vertebra.payment.settlement.v1.SettlementService;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Optional;

/** Checks requests, and hands them to {@link Clearing} and {@link Settlements}. */
final class SettlementEndpoint implements SettlementService {

  private static final String RULE = "a day from 1970-01-01 on, such as 2026-11-23";

  private final Settlements settlements;
  private final Clearing clearing;
  private final BlockingWork blocking;

  SettlementEndpoint(Settlements settlements, Clearing clearing, BlockingWork blocking) {
    this.settlements = settlements;
    this.clearing = clearing;
    this.blocking = blocking;
  }

  @Override
  public Future<ClearResponse> clear(ServerCall call, ClearRequest request) {
    return Future.succeededFuture(request)
        .map(asked -> day(asked.getDay()))
        .compose(clearing::clear)
        .compose(run -> blocking.run(() -> settlements.get(run.day())))
        .map(
            settlement ->
                ClearResponse.newBuilder()
                    .setVersion(Contract.VERSION)
                    .setSettlement(settlement)
                    .build());
  }

  @Override
  public Future<GetResponse> get(ServerCall call, GetRequest request) {
    return blocking
        .run(() -> settlements.get(day(request.getDay())))
        .map(
            settlement ->
                GetResponse.newBuilder()
                    .setVersion(Contract.VERSION)
                    .setSettlement(settlement)
                    .build());
  }

  @Override
  public Future<Void> positions(
      ServerCall call, PositionsRequest request, WriteStream<PositionsResponse> responses) {
    return blocking
        .run(() -> currencies(request))
        .compose(found -> stream(call, request, found, responses));
  }

  private Future<Void> stream(
      ServerCall call,
      PositionsRequest request,
      List<String> currencies,
      WriteStream<PositionsResponse> responses) {
    Day day = day(request.getDay());
    PositionStream stream =
        new PositionStream(
            (currency, afterAccountId) ->
                blocking.run(
                    () ->
                        settlements.page(day, currency, afterAccountId, PositionStream.PAGE_SIZE)),
            responses,
            currencies);
    call.whenEnded(outcome -> stream.stop());
    return stream.start();
  }

  /** The currencies that are asked for and that the day has. */
  private List<String> currencies(PositionsRequest request) {
    Optional<Day> day = Day.parse(request.getDay());
    RequestCheck check = new RequestCheck().require(day.isPresent(), "day", request.getDay(), RULE);
    if (request.hasCurrency()) {
      check.currency("currency", request.getCurrency());
    }
    check.orRefuse();
    return settlements.currencies(day.orElseThrow()).stream()
        .filter(currency -> !request.hasCurrency() || currency.equals(request.getCurrency()))
        .toList();
  }

  private static Day day(String text) {
    Optional<Day> day = Day.parse(text);
    new RequestCheck().require(day.isPresent(), "day", text, RULE).orRefuse();
    return day.orElseThrow();
  }
}
