package io.vertebra.telemetry;

import ch.qos.logback.classic.spi.IThrowableProxy;

/** A failure with its causes, its messages unable to pass for lines of their own. */
final class StackTrace {

  private StackTrace() {}

  /**
   * Appends a failure.
   *
   * @param start begins each of its lines
   */
  static void append(IThrowableProxy thrown, String start, StringBuilder out) {
    append(thrown, start, "", out);
  }

  private static void append(
      IThrowableProxy thrown, String start, String label, StringBuilder out) {
    out.append(start).append(label).append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      out.append(": ");
      Printable.append(thrown.getMessage(), out);
    }
    if (thrown.isCyclic()) {
      out.append(" (seen above)");
      return;
    }
    int frames = thrown.getStackTraceElementProxyArray().length - thrown.getCommonFrames();
    for (int i = 0; i < frames; i++) {
      out.append(start).append("  ").append(thrown.getStackTraceElementProxyArray()[i]);
    }
    if (thrown.getCommonFrames() > 0) {
      out.append(start).append("  ... ").append(thrown.getCommonFrames()).append(" more");
    }
    for (IThrowableProxy suppressed : thrown.getSuppressed()) {
      append(suppressed, start + "  ", "Suppressed: ", out);
    }
    if (thrown.getCause() != null) {
      append(thrown.getCause(), start, "Caused by: ", out);
    }
  }
}
