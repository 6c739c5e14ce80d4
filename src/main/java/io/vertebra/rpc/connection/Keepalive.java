package io.vertebra.rpc.connection;

import io.vertebra.time.TimeSource;
import io.vertebra.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Finds out that a peer is gone: one that was silent for a while is pinged, and one that stays
 * silent after that is given up. Any whole frame ends the silence.
 *
 * <p>Lives on the event loop of the connection, and looks at the clock a few times within the time
 * that a peer may be silent, not with each frame; so the ping comes up to half of that later.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md">gRFC
 *     A8</a>
 */
public final class Keepalive {

  private static final long MAX_LOOK_NANOS = Duration.ofSeconds(10).toNanos();

  /**
   * How long to wait.
   *
   * @param time how long a peer may be silent before it is pinged
   * @param timeout how long it may be silent after that
   */
  public record Times(Duration time, Duration timeout) {}

  /** The connection, to a keepalive. */
  public interface Peer {

    /** Whether it matters now that the peer is there. */
    boolean matters();

    /** Asks the peer for a frame. */
    void ping();

    /** Ends the connection without asking the peer. */
    void giveUp();
  }

  private final Supplier<Times> times;
  private final Peer peer;
  private final TimeSource clock;
  private long heardAtNanos;
  private long askedAtNanos;
  private boolean heard;
  private boolean asked;
  private boolean stopped;
  private Scheduled next;

  /**
   * A keepalive that does nothing yet.
   *
   * @param times asked each time anew, so that a change holds for open connections
   */
  public Keepalive(Supplier<Times> times, Peer peer, TimeSource clock) {
    this.times = times;
    this.peer = peer;
    this.clock = clock;
  }

  /** Begins; the peer was heard just now. */
  public void start() {
    heardAtNanos = clock.nanos();
    lookLater();
  }

  /** Notes that a whole frame came. */
  public void heard() {
    heard = true;
  }

  /** Ends; nothing is pinged or given up from now on. */
  public void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
  }

  private void lookLater() {
    long delay = Math.min(times.get().time().toNanos() / 2, MAX_LOOK_NANOS);
    if (asked) {
      delay = Math.min(delay, askedAtNanos + times.get().timeout().toNanos() - clock.nanos());
    }
    next = clock.schedule(delay, this::look);
  }

  private void look() {
    if (stopped) {
      return;
    }
    if (wasHeard()) {
      asked = false;
    } else if (asked && clock.nanos() - askedAtNanos >= times.get().timeout().toNanos()) {
      stopped = true;
      peer.giveUp();
      return;
    } else if (!asked && isSilentFor(times.get().time()) && peer.matters()) {
      asked = true;
      askedAtNanos = clock.nanos();
      peer.ping();
    }
    lookLater();
  }

  private boolean isSilentFor(Duration limit) {
    return clock.nanos() - heardAtNanos >= limit.toNanos();
  }

  private boolean wasHeard() {
    if (!heard) {
      return false;
    }
    heard = false;
    heardAtNanos = clock.nanos();
    return true;
  }
}
