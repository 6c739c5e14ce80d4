package io.vertebra.proof.payment;

import io.vertebra.payment.type.v1.Money;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PaymentState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is asked, and how it must end: a shuffled list of payments between customers of whom some
 * can pay, some cannot, and some can pay for half of what they ask.
 *
 * @param funds what each customer is given at first, in cents
 * @param items the payments, in the order in which they are begun
 */
record Plan(Map<String, Long> funds, List<Item> items) {

  static final String CURRENCY = "EUR";
  private static final int PAYMENTS_PER_PAYER = 20;
  private static final int PAYEES = 10;
  private static final long DENIED_CENTS = 1_000_000;

  /** How an item is sent again. */
  enum Repeat {
    NEVER,
    /** The same request, while the first is on its way. */
    AT_ONCE,
    /** The same request, after the first was answered. */
    LATER,
    /** Another amount under the same key, after the first was answered. */
    OTHER_BODY
  }

  /** What must become of an item. */
  enum Fate {
    SETTLED(PaymentState.PAYMENT_STATE_SETTLED),
    NO_FUNDS(PaymentState.PAYMENT_STATE_FAILED),
    WRONG_NAME(PaymentState.PAYMENT_STATE_DENIED),
    TOO_RISKY(PaymentState.PAYMENT_STATE_DENIED),
    /** One of several that together ask for twice what the payer has. */
    HALF(PaymentState.PAYMENT_STATE_UNSPECIFIED);

    final PaymentState state;

    Fate(PaymentState state) {
      this.state = state;
    }
  }

  /**
   * A payment that somebody wants made once.
   *
   * @param name the wish itself, which stays the same whatever key it is sent under
   */
  record Item(String name, PayRequest request, Fate fate, Repeat repeat) {}

  /** A plan that the same seed gives again. */
  static Plan of(int payments, long seed) {
    return new Planner(new Random(seed)).plan(payments);
  }

  long deposited() {
    return funds.values().stream().mapToLong(Long::longValue).sum();
  }

  long count(Repeat repeat) {
    return items.stream().filter(item -> item.repeat() == repeat).count();
  }

  /** How many payments of those customers who can pay for half of them must settle. */
  long halfSettled() {
    return items.stream().filter(item -> item.fate() == Fate.HALF).count() / 2;
  }

  private static final class Planner {

    private final Random random;
    private final Map<String, Long> funds = new LinkedHashMap<>();
    private final List<Item> items = new ArrayList<>();

    Planner(Random random) {
      this.random = random;
    }

    Plan plan(int payments) {
      for (int i = 0; i < PAYEES; i++) {
        funds.put("payee-" + i, 0L);
      }
      int groups = payments / PAYMENTS_PER_PAYER;
      for (int group = 0; group < groups; group++) {
        add("payer-" + group, fate(group));
      }
      Collections.shuffle(items, random);
      return new Plan(Map.copyOf(funds), List.copyOf(items));
    }

    /** Of ten payers one asks for too much, one for twice too much. */
    private static Fate fate(int group) {
      return switch (group % 10) {
        case 3 -> Fate.NO_FUNDS;
        case 7 -> Fate.HALF;
        default -> Fate.SETTLED;
      };
    }

    private void add(String payer, Fate fate) {
      long each = 100 + random.nextInt(1_900);
      funds.put(
          payer,
          switch (fate) {
            case NO_FUNDS -> each - 1;
            case HALF -> each * PAYMENTS_PER_PAYER / 2;
            default -> 10L * each * PAYMENTS_PER_PAYER;
          });
      for (int i = 0; i < PAYMENTS_PER_PAYER; i++) {
        Fate own = fate == Fate.SETTLED && i == 5 ? Fate.WRONG_NAME : fate;
        own = fate == Fate.SETTLED && i == 10 ? Fate.TOO_RISKY : own;
        long cents = own == Fate.TOO_RISKY ? DENIED_CENTS : each;
        items.add(item(payer + "." + i, payer, cents, own, repeat(i)));
      }
    }

    private static Repeat repeat(int i) {
      return switch (i) {
        case 1, 2, 11 -> Repeat.AT_ONCE;
        case 3, 4 -> Repeat.LATER;
        case 6, 7 -> Repeat.OTHER_BODY;
        default -> Repeat.NEVER;
      };
    }

    private Item item(String name, String payer, long cents, Fate fate, Repeat repeat) {
      PayRequest request =
          PayRequest.newBuilder()
              .setVersion(1)
              .setIdempotencyKey("key-" + name)
              .setPayerAccountId(payer)
              .setPayeeAccountId("payee-" + random.nextInt(PAYEES))
              .setAmount(Money.newBuilder().setMinorUnits(cents).setCurrency(CURRENCY))
              .setPayerName(fate == Fate.WRONG_NAME ? "Somebody Else" : payer)
              .setDescription(name)
              .build();
      return new Item(name, request, fate, repeat);
    }
  }
}
