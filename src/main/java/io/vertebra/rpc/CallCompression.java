package io.vertebra.rpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How the messages of one call are compressed, seen from one of its sides: with gzip, or not.
 *
 * <p>What this side sends is compressed if the peer accepts gzip and this was wanted before the
 * headers went out; from then on it may be switched off and on between messages. Messages that pass
 * through a {@link MessagePipe} go out as was wanted when they were written. Safe for use from any
 * thread.
 */
public final class CallCompression {

  private final boolean accepted;

  /**
   * One for each message that waits in the pipe, which bounds them: whether to compress it. There
   * once that is settled, if anything is compressed at all.
   */
  private volatile Queue<Boolean> written;

  private volatile boolean wanted;
  private volatile boolean sending;
  private volatile boolean received;

  private CallCompression(boolean accepted, boolean wanted) {
    this.accepted = accepted;
    this.wanted = wanted;
    this.sending = wanted;
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
    return accepted && sending;
  }

  /** Switches compression of the messages that are written from now on. */
  public void send(boolean compressed) {
    wanted = compressed;
    if (written == null) {
      sending = compressed;
    }
  }

  /**
   * Settles what the headers say. A switch from now on waits for the messages that were written
   * before it; without effect when nothing is compressed, for then nothing will be.
   */
  public void settle() {
    if (isSending()) {
      written = new ConcurrentLinkedQueue<>();
    }
  }

  /** Notes that a message was written. */
  void noteWritten() {
    Queue<Boolean> notes = written;
    if (notes != null) {
      notes.add(wanted);
    }
  }

  /** Notes that the next of the messages written is about to go out. */
  void noteTaken() {
    Queue<Boolean> notes = written;
    Boolean compressed = notes == null ? null : notes.poll();
    if (compressed != null) {
      sending = compressed;
    }
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
