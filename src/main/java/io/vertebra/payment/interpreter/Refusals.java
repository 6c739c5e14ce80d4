package io.vertebra.payment.interpreter;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;

/** What the interpreter refuses, each with the reason that its contract names. */
final class Refusals {

  static final String DOMAIN = "interpreter.payment.vertebra.io";

  private static final int MAX_SHOWN_CHARS = 80;

  private Refusals() {}

  /** A chunk that breaks a rule by itself, or against chunk 0. */
  static RpcException invalid(String reason, String field, String expected, String got) {
    return refusal(RpcCode.INVALID_ARGUMENT, reason, field, expected, got);
  }

  /** A chunk that comes at the wrong place, or does not come. */
  static RpcException outOfPlace(String reason, String field, String expected, String got) {
    return refusal(RpcCode.OUT_OF_RANGE, reason, field, expected, got);
  }

  static RpcException tooManySessions(int max) {
    return refusal(
        RpcCode.RESOURCE_EXHAUSTED,
        "TOO_MANY_SESSIONS",
        "sessions",
        "at most " + max + " at a time",
        "one more");
  }

  private static RpcException refusal(
      RpcCode code, String reason, String field, String expected, String got) {
    String shown = shown(got);
    return RpcException.of(code, field + ": " + shown + " (expected: " + expected + ")")
        .withInfo(reason, DOMAIN, Map.of("expected", expected, "got", shown));
  }

  private static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.codePointCount(0, printable.length()) <= MAX_SHOWN_CHARS
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, MAX_SHOWN_CHARS)) + "...";
  }
}
