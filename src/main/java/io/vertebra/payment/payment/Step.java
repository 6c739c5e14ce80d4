package io.vertebra.payment.payment;

/**
 * What is to be done next for a payment.
 *
 * <pre>
 * CHECK_NAME -> CREATE_ORDER -> START_ORDER -> ASSESS_RISK -> RESERVE -> CONFIRM -> MARK_PAID -> DONE
 *     |               |             |              |             |          |                    ^
 *     |               |             |              |             |          v                    |
 *     |               |             |              |             |   CANCEL_RESERVATION          |
 *     |               |             v              v             v          v                    |
 *     '---------------'-----------> '-----------> CLOSE_ORDER <-'-----------'--------------------'
 * </pre>
 */
enum Step {
  /** Ask account whether the name is the payer's. */
  CHECK_NAME,
  /** Ask order for a new order. */
  CREATE_ORDER,
  /** Take the order for this payment. */
  START_ORDER,
  /** Ask risk for a score. The last step at which a payment can expire. */
  ASSESS_RISK,
  /** Set the money aside. */
  RESERVE,
  /** Give it to the payee: from here on the payment is made. */
  CONFIRM,
  /** Say so to order. */
  MARK_PAID,
  /** Undo RESERVE. */
  CANCEL_RESERVATION,
  /** Undo CREATE_ORDER. */
  CLOSE_ORDER,
  /** Nothing. */
  DONE
}
