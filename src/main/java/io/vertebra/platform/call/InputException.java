package io.vertebra.platform.call;

/** What a person asked for is wrong; the message says where and what would be right. */
final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message, null, false, false);
  }
}
