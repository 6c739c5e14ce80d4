package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

/** Asserts what must hold of the tables at any time. */
public final class Books {

  private Books() {}

  /** Money is neither lost nor made, and each balance is the sum of its entries. */
  public static void assertBalanced(PaymentRig rig) {
    assertThat(
            rig.texts(
                "SELECT currency FROM ledger_entry GROUP BY currency HAVING SUM(amount) <> 0"))
        .as("currencies whose entries do not add up to zero")
        .isEmpty();
    assertThat(
            rig.texts(
                "SELECT transfer_id FROM ledger_entry GROUP BY transfer_id"
                    + " HAVING SUM(amount) <> 0"))
        .as("transfers that do not add up to zero")
        .isEmpty();
    assertThat(
            rig.texts(
                "SELECT a.account_id FROM account a WHERE a.available <> (SELECT"
                    + " COALESCE(SUM(e.amount), 0) FROM ledger_entry e WHERE e.account_id ="
                    + " a.account_id AND e.bucket = 'AVAILABLE') OR a.held <> (SELECT"
                    + " COALESCE(SUM(e.amount), 0) FROM ledger_entry e WHERE e.account_id ="
                    + " a.account_id AND e.bucket = 'HELD')"))
        .as("accounts whose balance is not the sum of their entries")
        .isEmpty();
    assertThat(
            rig.texts(
                "SELECT account_id FROM account WHERE held < 0"
                    + " OR (kind = 'CUSTOMER' AND available < 0)"))
        .as("accounts below zero")
        .isEmpty();
  }

  /** Every payment is over, nothing is set aside, and orders and reservations tell the same. */
  public static void assertSettled(PaymentRig rig) {
    assertThat(rig.texts("SELECT payment_id FROM payment WHERE step <> 'DONE'"))
        .as("payments that are not over")
        .isEmpty();
    assertThat(rig.number("SELECT COALESCE(SUM(held), 0) FROM account")).as("held").isZero();
    assertThat(
            rig.texts(
                "SELECT p.payment_id FROM payment p JOIN orders o ON o.order_id = p.order_id"
                    + " WHERE (p.state = 'SETTLED') <> (o.state = 'PAID')"
                    + " OR o.state IN ('CREATED', 'PENDING_PAYMENT')"))
        .as("payments whose order tells otherwise")
        .isEmpty();
    assertThat(
            rig.texts(
                "SELECT p.payment_id FROM payment p JOIN reservation r"
                    + " ON r.reservation_id = p.reservation_id"
                    + " WHERE (p.state = 'SETTLED') <> (r.state = 'CONFIRMED')"
                    + " OR r.state = 'HELD'"))
        .as("payments whose reservation tells otherwise")
        .isEmpty();
    assertThat(
            rig.number("SELECT COUNT(*) FROM orders")
                - rig.number("SELECT COUNT(*) FROM payment WHERE order_id IS NOT NULL"))
        .as("orders of no payment")
        .isZero();
  }
}
