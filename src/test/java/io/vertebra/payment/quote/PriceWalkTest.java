package io.vertebra.payment.quote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PriceWalkTest {

  private static final CurrencyPair EUR_USD = CurrencyPair.ALL.get(0);

  private static List<Long> prices(PriceWalk walk, int count) {
    return Stream.generate(
            () -> {
              walk.step();
              return walk.price();
            })
        .limit(count)
        .toList();
  }

  @Test
  void aSeedGivesTheSamePricesOnEveryMachine() {
    PriceWalk walk = new PriceWalk(EUR_USD, 1, 20);

    assertThat(walk.price()).isEqualTo(108_420);
    assertThat(prices(walk, 8))
        .containsExactly(
            108_420L, 108_420L, 108_418L, 108_418L, 108_419L, 108_419L, 108_423L, 108_422L);
  }

  @Test
  void seedsAndPairsWalkDifferently() {
    List<Long> prices = prices(new PriceWalk(EUR_USD, 1, 20), 50);

    assertThat(prices(new PriceWalk(EUR_USD, 2, 20), 50)).isNotEqualTo(prices);
    CurrencyPair other = new CurrencyPair("EUR/XYZ", 5, EUR_USD.startPrice(), 6);
    assertThat(prices(new PriceWalk(other, 1, 20), 50)).isNotEqualTo(prices);
  }

  /** The relative steps of 100,000 have the deviation asked for, within 2%, and mean 0. */
  @Test
  void stepsHaveTheVolatilityAskedFor() {
    CurrencyPair fine = new CurrencyPair("AAA/BBB", 9, 1_000_000_000, 2);
    PriceWalk walk = new PriceWalk(fine, 7, 50);
    double sum = 0;
    double squares = 0;
    int steps = 100_000;
    for (int i = 0; i < steps; i++) {
      long before = walk.price();
      walk.step();
      double ppm = (walk.price() - before) * 1e6 / before;
      sum += ppm;
      squares += ppm * ppm;
    }
    assertThat(Math.sqrt(squares / steps)).isBetween(49.0, 51.0);
    assertThat(sum / steps).isBetween(-0.6, 0.6); // the mean of so many has a deviation of 0.16
  }

  @Test
  void staysInItsBandForEver() {
    boolean cameToItsEdge = false;
    for (CurrencyPair pair : CurrencyPair.ALL) {
      PriceWalk walk = new PriceWalk(pair, 3, 1000);
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int i = 0; i < 3_000_000; i++) {
        walk.step();
        least = Math.min(least, walk.price());
        most = Math.max(most, walk.price());
      }
      assertThat(least).isGreaterThanOrEqualTo(pair.startPrice() / 4);
      assertThat(most).isLessThanOrEqualTo(pair.startPrice() * 4);
      cameToItsEdge |= least < pair.startPrice() * 26 / 100;
    }
    assertThat(cameToItsEdge).isTrue();
  }
}
