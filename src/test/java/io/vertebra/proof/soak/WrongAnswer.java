package io.vertebra.proof.soak;

/** A call ended well and gave something else than it was asked for. */
final class WrongAnswer extends RuntimeException {

  private static final long serialVersionUID = 1;

  WrongAnswer(String message) {
    super(message);
  }
}
