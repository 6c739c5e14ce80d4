package io.vertebra.payment.payment;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the list of settled payments.
 *
 * @param millis when the payment before it became SETTLED
 * @param paymentId of that payment; empty for the beginning of the millisecond
 */
record SettledPlace(long millis, String paymentId) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):(.+)");

  /** Reads what {@link #toString} wrote; empty when it is something else. */
  static Optional<SettledPlace> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new SettledPlace(Long.parseLong(parts.group(1)), parts.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return millis + ":" + paymentId;
  }
}
