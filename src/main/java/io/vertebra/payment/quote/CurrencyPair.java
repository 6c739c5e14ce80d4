package io.vertebra.payment.quote;

import java.util.List;

/**
 * A pair of currencies and how it is quoted.
 *
 * @param name such as {@code EUR/USD}
 * @param scale decimal places of its prices, 0..9
 * @param startPrice where its walk begins, in units of 10^-scale
 * @param spread from bid to ask, in units of 10^-scale, 1 or more
 */
record CurrencyPair(String name, int scale, long startPrice, long spread) {

  /** What the market quotes, in the order in which {@code Watch} without names begins. */
  static final List<CurrencyPair> ALL =
      List.of(
          new CurrencyPair("EUR/USD", 5, 108_420, 6),
          new CurrencyPair("USD/JPY", 3, 149_320, 8),
          new CurrencyPair("GBP/USD", 5, 126_510, 9),
          new CurrencyPair("USD/CHF", 5, 88_040, 9),
          new CurrencyPair("AUD/USD", 5, 65_730, 8),
          new CurrencyPair("USD/CAD", 5, 136_210, 10),
          new CurrencyPair("USD/CNY", 5, 723_850, 20),
          new CurrencyPair("EUR/GBP", 5, 85_700, 8));
}
