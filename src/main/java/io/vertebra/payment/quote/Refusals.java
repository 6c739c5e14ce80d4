package io.vertebra.payment.quote;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.List;
import java.util.Map;

/** What the quote service refuses, each with the reason that its contract names. */
final class Refusals {

  static final String DOMAIN = "quote.payment.vertebra.io";

  private static final int MAX_SHOWN_CHARS = 80;

  private Refusals() {}

  static RpcException unknownPair(String field, String pair, List<String> known) {
    String names = String.join(", ", known);
    String shown = shown(pair);
    return RpcException.of(
            RpcCode.INVALID_ARGUMENT,
            field + ": \"" + shown + "\" (expected: one of " + names + ")")
        .withInfo("UNKNOWN_PAIR", DOMAIN, Map.of("pair", shown, "known", names));
  }

  static RpcException tooManyWatchers() {
    return RpcException.of(RpcCode.RESOURCE_EXHAUSTED, "no room for another watcher")
        .withInfo("TOO_MANY_WATCHERS", DOMAIN, Map.of());
  }

  static RpcException stopping() {
    return RpcException.of(RpcCode.UNAVAILABLE, "the server stops (expected: watch again)")
        .withInfo("STOPPING", DOMAIN, Map.of());
  }

  private static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.codePointCount(0, printable.length()) <= MAX_SHOWN_CHARS
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, MAX_SHOWN_CHARS)) + "...";
  }
}
