package io.vertebra.payment.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.payment.account.Entry.Bucket;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferTest {

  private static Entry entry(String account, long amount) {
    return new Entry(account, Bucket.AVAILABLE, amount);
  }

  @Test
  void cannotMakeMoney() {
    List<Entry> entries = List.of(entry("a", -5), entry("b", 6));

    assertThatThrownBy(() -> new Transfer("t", "EUR", entries))
        .hasMessageContaining("expected: two or more that add up to zero");
  }

  @Test
  void doesNotTakeAnOverflowForZero() {
    List<Entry> entries =
        List.of(
            entry("a", Long.MIN_VALUE), entry("b", Long.MIN_VALUE), entry("c", 1), entry("d", -1));

    assertThatThrownBy(() -> new Transfer("t", "EUR", entries))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void locksAccountsInOneOrder() {
    Transfer transfer =
        new Transfer("t", "EUR", List.of(entry("b", -5), entry("c", 2), entry("a", 3)));

    assertThat(transfer.accountIds()).containsExactly("a", "b", "c");
  }
}
