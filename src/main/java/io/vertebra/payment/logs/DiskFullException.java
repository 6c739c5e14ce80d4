package io.vertebra.payment.logs;

import java.io.IOException;

/** There is no room for more lines; there may be later. */
final class DiskFullException extends IOException {

  private static final long serialVersionUID = 1L;

  DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
