package io.vertebra.payment.settlement;

import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears each day soon after it is over, and finishes what a crash left OPEN.
 *
 * <p>Looks at the wall clock at intervals, so that a clock that is put right or a machine that
 * slept makes no difference; asks the database only when there is a day that it has not seen
 * cleared. Started and stopped on one context.
 */
final class AutoClear {

  private static final Logger LOG = LoggerFactory.getLogger(AutoClear.class);

  private final Clearing clearing;
  private final TimeSource time;
  private final SettlementConfig config;
  private Day seenCleared;
  private boolean failing;
  private boolean stopped;
  private TimeSource.Scheduled next;
  private Future<Void> looking = Future.succeededFuture();

  AutoClear(Clearing clearing, TimeSource time, SettlementConfig config) {
    this.clearing = clearing;
    this.time = time;
    this.config = config;
  }

  /** Begins to look, for the first time after an interval: other services come up meanwhile. */
  void start() {
    next = time.schedule(config.lookInterval().toNanos(), this::look);
  }

  /** Looks no more. */
  void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
  }

  /** The end of the look that is under way, if there is one. */
  Future<Void> ended() {
    return looking;
  }

  private void look() {
    Day day = Day.latestOver(time.now(), config.delay());
    looking =
        day.equals(seenCleared)
            ? lookAgain()
            : clearing
                .catchUp(day)
                .transform(
                    (cleared, failure) -> {
                      told(day, cleared, failure);
                      return lookAgain();
                    });
  }

  private Future<Void> lookAgain() {
    if (!stopped) {
      start();
    }
    return Future.succeededFuture();
  }

  /** Logs what came of a look; of failures in a row the first one only. */
  private void told(Day day, Optional<Run> cleared, Throwable failure) {
    if (failure == null) {
      seenCleared = day;
      cleared.ifPresent(run -> LOG.info("settlement of {}: cleared", run.day()));
    } else if (!failing && !stopped) {
      LOG.warn("settlement of {}: not cleared yet, it will be tried again", day, failure);
    }
    failing = failure != null;
  }
}
