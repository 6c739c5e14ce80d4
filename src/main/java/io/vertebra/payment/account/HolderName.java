package io.vertebra.payment.account;

import java.text.Normalizer;
import java.util.Locale;

/** Compares people's names: case, width of characters and number of spaces do not matter. */
final class HolderName {

  private HolderName() {}

  static boolean matches(String registered, String given) {
    return normal(registered).equals(normal(given));
  }

  private static String normal(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("\\s+", " ");
  }
}
