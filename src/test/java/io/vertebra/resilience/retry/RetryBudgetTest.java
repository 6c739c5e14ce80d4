package io.vertebra.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private final RetryBudget budget = new RetryBudget();

  private int acquired(int wanted) {
    int got = 0;
    for (int i = 0; i < wanted; i++) {
      got += budget.acquire() ? 1 : 0;
    }
    return got;
  }

  @Test
  void threeHaveAPlaceInAnyCase() {
    budget.begin();
    assertThat(acquired(10)).isEqualTo(3);
    assertThat(budget.retries()).isEqualTo(3);
  }

  @Test
  void oneInFiveOfManyCallsHasOne() {
    for (int i = 0; i < 100; i++) {
      budget.begin();
    }
    assertThat(acquired(50)).isEqualTo(20);
  }

  @Test
  void aPlaceThatIsGivenBackIsTakenAgain() {
    assertThat(acquired(4)).isEqualTo(3);
    budget.release();
    assertThat(acquired(4)).isOne();
  }
}
