package io.vertebra.proof.soak;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Calls for a long time, with cancels, deadlines, failures and cut connections, then counts. */
public final class SoakProof implements Proof {

  private static final String TIMERS = "timers";
  private static final String PLACES = "places";
  private static final int MINUTE = 60_000;
  private static final int CUT_MILLIS = 700;
  private static final double MIB = 1 << 20;
  private static final double MOST_MIB = 5;
  private static final int PLACE_COUNT = Rig.WAYS * Rig.CONNECTIONS * Rig.STREAMS;

  @Override
  public String topic() {
    return "soak";
  }

  @Override
  public String claim() {
    return "after 10 minutes of calls that are cancelled, late, failed and cut off, nothing is left of them";
  }

  @Override
  public Map<String, String> breaks() {
    Map<String, String> breaks = new HashMap<>(Breaking.all());
    breaks.put(TIMERS, "leaves timers that were called off");
    breaks.put(PLACES, "asks for one stream more than there is room for");
    return Map.copyOf(breaks);
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    Figures figures = new Figures();
    try (LogWatch log = LogWatch.begin()) {
      try (Rig rig = new Rig(trial.breaks(TIMERS), new Breaking(trial.broken().orElse("")))) {
        // Not before: the first Vert.x of a process switches the detector off.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        soak(trial, rig, figures);
      }
      collect();
      figures.exactly("buffers that were not released", 0, log.leaks(), Breaking.BUFFERS);
      nothing(figures, "unexpected in the log at WARN or worse", log.unknown(), Breaking.LOG);
    } finally {
      ResourceLeakDetector.setLevel(usual);
    }
    return figures;
  }

  private static void soak(Trial trial, Rig rig, Figures figures) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    // A call that is never answered would end with its connection.
    int cutMillis = trial.breaks(Breaking.CALLS) ? 10 * MINUTE : CUT_MILLIS;
    long cutting = rig.vertx.setPeriodic(cutMillis, due -> cut(rig, random));
    Load load = new Load(rig.vertx, List.of(rig.remote, rig.remote, rig.local));
    // What is broken is seen soon.
    boolean brief = trial.broken().isPresent();
    load.run(brief ? MINUTE / 12 : trial.size(MINUTE, MINUTE / 4));
    long heapBefore = heap();
    load.run(brief ? MINUTE / 3 : trial.size(10 * MINUTE, MINUTE * 3 / 4));
    rig.vertx.cancelTimer(cutting);
    within(2_000, () -> rig.served.open() == 0 && rig.time.waiting() == 0);
    double grown = (heap() - heapBefore) / MIB;
    figures.note("calls", rig.called.begun());
    load.ends().forEach((code, count) -> figures.note("ended with " + code, count));
    figures.note("connections cut", rig.cutters.stream().mapToInt(Cutter::cuts).sum());
    nothing(figures, "ends that nothing explains", load.unexplained(), Breaking.ANSWERS);
    figures.exactly("calls that the client still waits for", 0, rig.called.open(), Breaking.CALLS);
    figures.exactly("calls that the server still works on", 0, rig.served.open(), Breaking.CALLS);
    figures.exactly("calls by the server's own count", 0, rig.running(), Breaking.CALLS);
    figures.bar(
        "live heap more than after the warm-up, MiB",
        "at most %.0f".formatted(MOST_MIB),
        "%.1f".formatted(grown),
        grown <= MOST_MIB,
        Breaking.HEAP);
    places(trial, rig, figures);
    rig.disconnect();
    within(2_000, () -> rig.time.waiting() == 0);
    figures.exactly("timers that still wait", 0, rig.time.waiting(), TIMERS);
    nothing(figures, "exceptions that nobody handled", rig.unhandled(), Breaking.THROW);
  }

  private static void cut(Rig rig, SplittableRandom random) {
    rig.cutters.get(random.nextInt(Rig.WAYS)).cut(random);
  }

  private static void places(Trial trial, Rig rig, Figures figures) {
    int calls = PLACE_COUNT + (trial.breaks(PLACES) ? 1 : 0);
    for (int loop = 1; loop <= Load.LOOPS; loop++) {
      int open = Places.open(rig.vertx, rig.remote, calls);
      String what =
          "calls open at once, of the " + PLACE_COUNT + " there is room for, loop " + loop;
      figures.exactly(what, calls, open, PLACES);
    }
  }

  private static void nothing(
      Figures figures, String what, Map<String, Integer> seen, String broken) {
    figures.exactly(what, 0, seen.values().stream().mapToInt(Integer::intValue).sum(), broken);
    seen.forEach(figures::note);
  }

  private static void within(long millis, BooleanSupplier holds) throws InterruptedException {
    long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!holds.getAsBoolean() && System.nanoTime() < untilNanos) {
      Thread.sleep(20);
    }
  }

  /** Bytes of live heap. */
  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(100);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /** Has the detector of leaks look at what was collected, which it does when buffers are made. */
  private static void collect() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
  }
}
