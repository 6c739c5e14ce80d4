package io.vertebra.payment;

import com.google.rpc.BadRequest;
import io.vertebra.payment.type.v1.Money;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Currency;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Collects what is wrong with a request, field by field, and refuses it once with all of it.
 *
 * <pre>{@code
 * new RequestCheck()
 *     .idempotencyKey("idempotency_key", request.getIdempotencyKey())
 *     .positive("amount", request.getAmount())
 *     .orRefuse();
 * }</pre>
 *
 * <p>One thread. The refusal is INVALID_ARGUMENT with a {@code google.rpc.BadRequest}.
 */
public final class RequestCheck {

  /** What a violation shows of a value that is too long for anybody to read. */
  private static final int MAX_SHOWN_CHARS = 80;

  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_PAGE_SIZE = 500;
  private static final int DEFAULT_PAGE_SIZE = 50;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,63}");

  /** Currencies of ISO 4217 that have a minor unit: XXX, gold and the like have none. */
  private static final Map<String, Currency> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .collect(Collectors.toUnmodifiableMap(Currency::getCurrencyCode, Function.identity()));

  private final BadRequest.Builder violations = BadRequest.newBuilder();

  /** An idempotency key, or another name that the caller chose for an operation. */
  public RequestCheck key(String field, String value) {
    return require(
        KEY.matcher(value).matches(), field, value, "1 to 128 of letters, digits and . _ : -");
  }

  /** An id of something. */
  public RequestCheck id(String field, String value) {
    return require(
        ID.matcher(value).matches(),
        field,
        value,
        "3 to 64 of letters, digits and . _ -, beginning with a letter or digit");
  }

  /** Two ids that must differ. */
  public RequestCheck distinct(String field, String value, String otherField, String other) {
    return require(!value.equals(other), field, value, "not the same as " + otherField);
  }

  /** A person's name, or another text that must say something. */
  public RequestCheck name(String field, String value) {
    return require(!value.isBlank(), field, value, "1 to 200 characters, not all blank")
        .text(field, value);
  }

  /** A text for people; may be empty. */
  public RequestCheck text(String field, String value) {
    return require(
            value.codePointCount(0, value.length()) <= MAX_NAME_CHARS,
            field,
            value,
            "at most 200 characters")
        .require(
            value.codePoints().noneMatch(Character::isISOControl),
            field,
            value,
            "no control characters");
  }

  /** A currency's code. */
  public RequestCheck currency(String field, String code) {
    return require(
        CURRENCIES.containsKey(code), field, code, "an ISO 4217 code in upper case, such as EUR");
  }

  /** An amount above zero in a known currency. */
  public RequestCheck positive(String field, Money money) {
    return require(
            money.getMinorUnits() > 0,
            field + ".minor_units",
            Long.toString(money.getMinorUnits()),
            "1 or more")
        .currency(field + ".currency", money.getCurrency());
  }

  /** How many items of a list a page has, up to 500; 0 leaves it to the service. */
  public RequestCheck pageSize(String field, int size) {
    return require(
        size >= 0 && size <= MAX_PAGE_SIZE, field, Integer.toString(size), "0.." + MAX_PAGE_SIZE);
  }

  /** Any other rule: a violation unless it holds. */
  public RequestCheck require(boolean holds, String field, String value, String rule) {
    if (!holds) {
      violations
          .addFieldViolationsBuilder()
          .setField(field)
          .setDescription(shown(value) + " (expected: " + rule + ")");
    }
    return this;
  }

  /**
   * Ends the check.
   *
   * @throws RpcException INVALID_ARGUMENT when anything was wrong
   */
  public void orRefuse() {
    if (violations.getFieldViolationsCount() == 0) {
      return;
    }
    String message =
        violations.getFieldViolationsList().stream()
            .map(violation -> violation.getField() + ": " + violation.getDescription())
            .collect(Collectors.joining("; "));
    throw RpcException.of(RpcCode.INVALID_ARGUMENT, message).withDetail(violations.build());
  }

  /** How many items a page has whose size passed {@link #pageSize(String, int)}: 0 means 50. */
  public static int pageSize(int asked) {
    return asked == 0 ? DEFAULT_PAGE_SIZE : asked;
  }

  /** The decimal places of a currency that passed {@link #currency}. */
  public static int fractionDigits(String code) {
    return CURRENCIES.get(code).getDefaultFractionDigits();
  }

  /** All codes that pass {@link #currency}. */
  static Set<String> currencies() {
    return CURRENCIES.keySet();
  }

  private static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    if (printable.codePointCount(0, printable.length()) <= MAX_SHOWN_CHARS) {
      return '"' + printable + '"';
    }
    return '"' + printable.substring(0, printable.offsetByCodePoints(0, MAX_SHOWN_CHARS)) + "...\"";
  }
}
