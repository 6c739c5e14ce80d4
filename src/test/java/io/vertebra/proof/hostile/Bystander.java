package io.vertebra.proof.hostile;

import io.vertebra.proof.Figures;

/**
 * What a client that keeps to the rules notices of attacks.
 *
 * @param most the 99th percentile of its calls that it may see at most, in milliseconds
 */
record Bystander(Healthy healthy, double most, Figures figures) {

  /** The machine may be slow for other reasons, but not each time; an attack works each time. */
  private static final int TRIES = 5;

  /** Attacks, and gives what the peer got. */
  @FunctionalInterface
  interface Act {
    String run() throws Exception;
  }

  void during(String name, String expected, String broken, Act attack) throws Exception {
    String got;
    double least = Double.MAX_VALUE;
    int tries = 0;
    do {
      healthy.forget();
      got = attack.run();
      least = Math.min(least, healthy.p99Millis());
      tries++;
    } while (tries < TRIES && got.equals(expected) && least > most);
    figures.bar(name + ": the peer got", expected, got, got.equals(expected), broken);
    figures.bar(
        name + ": P99 of the healthy client, ms",
        "at most %.0f".formatted(most),
        "%.2f".formatted(least),
        least <= most,
        Victim.STALL);
  }
}
