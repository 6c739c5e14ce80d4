package io.vertebra.rpc;

/**
 * How the messages of one call are compressed, seen from one of its sides: with gzip, or not.
 *
 * <p>What this side sends is compressed if the peer accepts gzip and this was wanted before the
 * headers went out; from then on it may be switched off and on between messages. Safe for use from
 * any thread.
 */
public final class CallCompression {

  private final boolean accepted;
  private volatile boolean wanted;
  private volatile boolean received;

  private CallCompression(boolean accepted, boolean wanted) {
    this.accepted = accepted;
    this.wanted = wanted;
  }

  /**
   * The compression of a call that begins.
   *
   * @param accepted whether the peer accepts gzip, or may be taken to
   * @param wanted whether this side compresses what it sends
   */
  public static CallCompression of(boolean accepted, boolean wanted) {
    return new CallCompression(accepted, wanted);
  }

  /** The compression of a call whose messages this side cannot compress. */
  public static CallCompression none() {
    return new CallCompression(false, false);
  }

  /** Whether the next message is to be compressed. */
  public boolean isSending() {
    return accepted && wanted;
  }

  /** Switches compression of the messages that go out from now on, those that wait included. */
  public void send(boolean compressed) {
    wanted = compressed;
  }

  /** Whether the message that came last was compressed. */
  public boolean isReceived() {
    return received;
  }

  /** Notes of each message that comes whether it was compressed. */
  public void receive(boolean compressed) {
    received = compressed;
  }
}
