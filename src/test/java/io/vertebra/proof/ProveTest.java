package io.vertebra.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProveTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Coin coin = new Coin();

  /** Falls on its head unless it is bent. */
  private static final class Coin implements Proof {

    private final List<Path> dirs = new ArrayList<>();

    @Override
    public String topic() {
      return "coin";
    }

    @Override
    public String claim() {
      return "a coin falls on its head";
    }

    @Override
    public Map<String, String> breaks() {
      return Map.of("bent", "bends the coin", "lost", "loses it");
    }

    @Override
    public Figures run(Trial trial) {
      dirs.add(trial.dir());
      if (trial.breaks("lost")) {
        throw new IllegalStateException("no coin");
      }
      return new Figures()
          .note("tosses", trial.size(1000, 10))
          .exactly("heads", 10, trial.breaks("bent") ? 9 : 10, "bent");
    }
  }

  private int prove(String... arguments) {
    CommandLine line = Prove.commandLine(List.of(coin));
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  @Test
  void listsTheTopics() {
    assertThat(prove()).isZero();
    assertThat(out.toString()).contains("coin").contains("a coin falls on its head");
  }

  @Test
  void succeedsWhenEveryBarIsMet() {
    assertThat(prove("coin", "--quick")).isZero();
    assertThat(out.toString())
        .contains("| tosses |     | 10       |         |       |")
        .contains("| heads  | 10  | 10       | met     | bent  |")
        .contains("coin: 1 of 1 bars met");
  }

  @Test
  void failsWhenABarIsMissed() {
    assertThat(prove("coin", "--break", "bent")).isEqualTo(Prove.MISSED);
    assertThat(out.toString())
        .contains("| tosses |     | 1000     |         |       |")
        .contains("| heads  | 10  | 9        | MISSED  | bent  |")
        .contains("coin: 0 of 1 bars met, with bent broken");
  }

  @Test
  void tellsAnExperimentThatFailedFromABarThatWasMissed() {
    assertThat(prove("coin", "--break", "lost")).isEqualTo(Prove.NOT_CARRIED_OUT);
    assertThat(err.toString()).contains("could not be carried out").contains("no coin");
  }

  @Test
  void refusesUnknownTopicsAndBreaks() {
    assertThat(prove("dice")).isEqualTo(2);
    assertThat(prove("coin", "--break", "edge")).isEqualTo(2);
    assertThat(err.toString())
        .contains("TOPIC: dice (expected: coin)")
        .contains("--break: edge (expected: bent, lost)");
  }

  @Test
  void deletesTheFilesOfTheRunUnlessToldToKeepThem() throws Exception {
    prove("coin");
    prove("coin", "--keep");

    assertThat(coin.dirs.get(0)).doesNotExist();
    assertThat(coin.dirs.get(1)).exists();
    Files.delete(coin.dirs.get(1));
  }
}
