package io.vertebra.platform.call;

/**
 * Where a server listens.
 *
 * @param host a name, or an IP address without brackets
 * @param port 1..65535
 */
record Address(String host, int port) {

  private static final String RULE = "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080";

  /**
   * Reads {@code HOST:PORT}; an IPv6 address stands in brackets.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    boolean legal = !host.isBlank() && (bracketed || host.indexOf(':') < 0);
    int port = legal ? port(text.substring(colon + 1)) : 0;
    if (port == 0) {
      throw new IllegalArgumentException(text + " (expected: " + RULE + ")");
    }
    return new Address(host, port);
  }

  /** Zero for what is no port. */
  private static int port(String digits) {
    boolean legal = !digits.isEmpty() && digits.length() <= 5;
    legal = legal && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    int port = legal ? Integer.parseInt(digits) : 0;
    return port <= 65535 ? port : 0;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
