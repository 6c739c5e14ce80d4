package io.vertebra.proof.hostile;

import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import io.vertebra.scenario.RawHttp2;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Attacks a node in many ways beside a client that calls it, and looks at both. */
public final class HostileProof implements Proof {

  private static final int CANCELS = 1_000;
  private static final int PAUSE_MILLIS = 100;
  private static final double MIB = 1 << 20;
  private static final double MOST_MIB = 8;
  private static final double LEAST_MILLIS = 20;
  private static final int WARM_UP_MILLIS = 1_000;
  private static final int WARM_UP_ATTACKS = 25;

  /** What may be said of hostile peers at all; more lines than that are a flood. */
  private static final int MOST_LINES = 10;

  @Override
  public String topic() {
    return "hostile";
  }

  @Override
  public String claim() {
    return "a peer that breaks the rules is told so or cut off, and costs nobody else";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(
        Attack.GUARDS,
        "sets every guard to where it bounds nothing",
        Attack.TAME,
        "makes the peers keep to the rules: whoever is refused then is refused wrongly",
        Victim.STRICT,
        "lets a connection reset 200 streams in a window, as Vert.x does by itself",
        Victim.STALL,
        "makes the node's event loop stand still for 60 ms, ten times a second",
        Victim.HOARD,
        "keeps 16 KiB of each call",
        Victim.FAIL,
        "makes one call of a hundred fail",
        Victim.LOG,
        "logs connections at DEBUG");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Figures figures = new Figures();
    try (Victim victim = Victim.start(trial);
        Healthy healthy = new Healthy(victim.port())) {
      final long lines = victim.lines();
      Thread.sleep(trial.size(2 * WARM_UP_MILLIS, WARM_UP_MILLIS));
      honest(victim, figures);
      attacked(trial, victim, healthy, figures);
      figures.exactly("calls of the healthy client that failed", 0, healthy.failed(), Victim.FAIL);
      long more = victim.lines() - lines;
      figures.bar(
          "lines in the node's log", "at most " + MOST_LINES, more, more <= MOST_LINES, Victim.LOG);
    }
    return figures;
  }

  private static void attacked(Trial trial, Victim victim, Healthy healthy, Figures figures)
      throws Exception {
    warmUp(victim);
    final long live = victim.liveBytes();
    healthy.forget();
    Thread.sleep(trial.size(4_000, 1_500));
    double before = healthy.p99Millis();
    figures.note("P99 of the healthy client before, ms", "%.2f".formatted(before));
    if (trial.breaks(Victim.STALL)) {
      healthy.askFor(VictimModule.STALL);
    }
    double most = Math.max(3 * before, LEAST_MILLIS);
    Bystander bystander = new Bystander(healthy, most, figures);
    for (Attack attack : Attack.all()) {
      bystander.during(
          attack.name(), attack.expected(), attack.broken(), () -> again(attack, victim, trial));
    }
    bystander.during(
        "slow preface", "closed", Attack.GUARDS, () -> Attack.slowPreface(victim.port()));
    unknown(trial, victim, bystander, figures);
    double grown = (victim.liveBytes() - live) / MIB;
    figures.bar(
        "live heap more than before, MiB",
        "at most %.0f".formatted(MOST_MIB),
        "%.1f".formatted(grown),
        grown <= MOST_MIB,
        Victim.HOARD);
  }

  /** A node that has just started compiles what it runs, which takes longer than any attack. */
  private static void warmUp(Victim victim) throws Exception {
    for (int i = 0; i < WARM_UP_ATTACKS; i++) {
      Attack.all().get(0).run(victim.port(), false);
    }
    new UnknownMethods(victim, false).ask(1_000);
  }

  /** Attacks until the time is over, from a new connection each time; what the first one got. */
  private static String again(Attack attack, Victim victim, Trial trial) throws Exception {
    boolean tame = trial.breaks(Attack.TAME);
    long millis = trial.size(4_000, 600);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    String first = attack.run(victim.port(), tame);
    while (System.nanoTime() < until && !first.equals(RawHttp2.NOTHING)) {
      Thread.sleep(PAUSE_MILLIS);
      attack.run(victim.port(), tame);
    }
    return first;
  }

  /** Cancels while another connection does the same to do harm. */
  private static void honest(Victim victim, Figures figures) throws Exception {
    CompletableFuture<String> attack = new CompletableFuture<>();
    Attack reset = Attack.all().get(0);
    Thread hostile =
        new Thread(
            () -> {
              try {
                attack.complete(reset.run(victim.port(), false));
              } catch (Exception e) {
                attack.completeExceptionally(e);
              }
            });
    hostile.start();
    Honest.Seen seen = Honest.cancel(victim.port(), CANCELS);
    attack.get();
    figures.exactly(
        "honest cancels on a connection, of " + CANCELS, CANCELS, seen.cancelled(), Victim.STRICT);
    figures.bar(
        "another call of that connection",
        "goes on",
        seen.kept() ? "goes on" : "lost",
        seen.kept(),
        Victim.STRICT);
  }

  private static void unknown(Trial trial, Victim victim, Bystander bystander, Figures figures)
      throws Exception {
    int calls = trial.size(100_000, 5_000);
    final long before = victim.series();
    UnknownMethods methods = new UnknownMethods(victim, trial.breaks(Attack.TAME));
    bystander.during(
        calls + " unknown methods", "grpc-status 12", Attack.TAME, () -> methods.ask(calls));
    figures.exactly(
        "series that " + calls + " unknown methods made", 0, victim.series() - before, Attack.TAME);
  }
}
