package io.vertebra.payment.quote;

import io.vertebra.payment.Contract;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.quote.v1.GetRequest;
import io.vertebra.payment.quote.v1.GetResponse;
import io.vertebra.payment.quote.v1.Quote;
import io.vertebra.payment.quote.v1.QuotesService;
import io.vertebra.payment.quote.v1.WatchRequest;
import io.vertebra.payment.quote.v1.WatchResponse;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import java.util.List;

/** Checks requests, and ties each {@link Watcher} to the end of its call. */
final class QuotesEndpoint implements QuotesService {

  private static final int MAX_NAMES = 64;
  private static final int MAX_INTERVAL_MILLIS = 60_000;

  private final Market market;
  private final TimeSource time;

  QuotesEndpoint(Market market, TimeSource time) {
    this.market = market;
    this.time = time;
  }

  @Override
  public Future<GetResponse> get(ServerCall call, GetRequest request) {
    return market
        .quote(request.getPair())
        .map(QuotesEndpoint::answer)
        .orElseGet(() -> Future.failedFuture(unknown("pair", request.getPair())));
  }

  @Override
  public Future<Void> watch(
      ServerCall call, WatchRequest request, WriteStream<WatchResponse> responses) {
    List<String> pairs;
    try {
      pairs = pairs(request);
    } catch (RpcException refused) {
      return Future.failedFuture(refused);
    }
    Watcher watcher =
        new Watcher(market, time, call.context().vertxContext(), responses, request, pairs);
    Future<Void> ended = watcher.start();
    call.whenEnded(outcome -> watcher.stop());
    return ended;
  }

  private List<String> pairs(WatchRequest request) {
    new RequestCheck()
        .require(
            request.getPairsCount() <= MAX_NAMES,
            "pairs",
            request.getPairsCount() + " names",
            "at most " + MAX_NAMES)
        .require(
            Integer.compareUnsigned(request.getMinIntervalMs(), MAX_INTERVAL_MILLIS) <= 0,
            "min_interval_ms",
            Integer.toUnsignedString(request.getMinIntervalMs()),
            "0.." + MAX_INTERVAL_MILLIS)
        .require(
            !request.hasMaxQuotes() || request.getMaxQuotes() != 0, "max_quotes", "0", "1 or more")
        .orRefuse();
    for (int i = 0; i < request.getPairsCount(); i++) {
      if (market.quote(request.getPairs(i)).isEmpty()) {
        throw unknown("pairs[" + i + "]", request.getPairs(i));
      }
    }
    return request.getPairsCount() == 0
        ? market.pairs()
        : request.getPairsList().stream().distinct().toList();
  }

  private RpcException unknown(String field, String pair) {
    return Refusals.unknownPair(field, pair, market.pairs());
  }

  private static Future<GetResponse> answer(Quote quote) {
    return Future.succeededFuture(
        GetResponse.newBuilder().setVersion(Contract.VERSION).setQuote(quote).build());
  }
}
