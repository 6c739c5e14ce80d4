package io.vertebra.payment.interpreter.keypad;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ITU-T Q.24 asks of a receiver, and what a stream of chunks adds to that. */
class KeyListenerTest {

  private static final String ALL = "123A456B789C*0#D";

  private static String keys(Sound sound) {
    return keys(sound.pcm());
  }

  private static String keys(short[] pcm) {
    StringBuilder keys = new StringBuilder();
    new KeyListener((key, endMillis) -> keys.append(key)).hear(pcm);
    return keys.toString();
  }

  @Test
  void hearsEveryKey() {
    assertThat(keys(new Sound(1).keys(ALL + "11##"))).isEqualTo(ALL + "11##");
  }

  /** Tones may be short, off and uneven, and a line hums: each at its limit, 50 times over. */
  @ParameterizedTest(name = "{0} ms, {1} dB, {2}% off, noise {3}")
  @CsvSource({
    "40, 0, 0, 0",
    "40, 0, 0, 0.04",
    "45, 0, 1.5, 0.02",
    "45, 0, -1.5, 0.02",
    "45, 8, 0, 0.02",
    "45, -4, 0, 0.02",
    "60, 8, 1.5, 0.04",
    "60, 8, -1.5, 0.04",
    "60, -4, 1.5, 0.04",
    "60, -4, -1.5, 0.04",
    "1000, 0, 0, 0.04"
  })
  void takesWhatItMustTake(double millis, double twist, double off, double noise) {
    for (int seed = 0; seed < 50; seed++) {
      Sound sound = new Sound(seed).silence(50 + seed);
      ALL.chars().forEach(key -> sound.key((char) key, millis, 0.25, twist, off).silence(45));
      assertThat(keys(sound.withNoise(noise))).as("seed %d", seed).isEqualTo(ALL);
    }
  }

  @ParameterizedTest(name = "{0} ms, {1} dB, {2}% off")
  @CsvSource({
    "20, 0, 0",
    "100, 0, 3.5",
    "100, 0, -3.5",
    "100, 12, 0",
    "100, -8, 0",
  })
  void refusesWhatItMustRefuse(double millis, double twist, double off) {
    for (int seed = 0; seed < 50; seed++) {
      Sound sound = new Sound(seed).silence(50 + seed);
      ALL.chars().forEach(key -> sound.key((char) key, millis, 0.25, twist, off).silence(45));
      assertThat(keys(sound.withNoise(0.002))).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void hearsQuietKeysAndNoneThatAreQuieterStill() {
    assertThat(keys(new Sound(1).silence(50).key('5', 100, 0.02, 0, 0).silence(50))).isEqualTo("5");
    assertThat(keys(new Sound(1).silence(50).key('5', 100, 0.005, 0, 0).silence(50))).isEmpty();
  }

  @Test
  void hearsTheLoudestKeysEvenWhenTheyAreCutOff() {
    assertThat(keys(new Sound(1).silence(50).key('5', 100, 0.8, 0, 0).silence(50)))
        .as("the sum of both tones does not fit into 16 bits")
        .isEqualTo("5");
  }

  @Test
  void aGapInAKeyDoesNotMakeItTwo() {
    for (double gap = 1; gap <= 10; gap++) {
      Sound sound = new Sound(7).silence(40).key('7', 80).silence(gap).key('7', 80).silence(40);
      assertThat(keys(sound)).as("%s ms", gap).isEqualTo("7");
    }
  }

  @Test
  void thePauseOfFortyMillisecondsMakesItTwo() {
    for (int seed = 0; seed < 100; seed++) {
      Sound sound = new Sound(seed).silence(seed).key('7', 50).silence(40).key('7', 50);
      assertThat(keys(sound.silence(40).withNoise(0.01))).as("seed %d", seed).isEqualTo("77");
    }
  }

  @Test
  void keysWithoutAPauseBetweenThemAreToldApart() {
    Sound sound = new Sound(3).silence(40).key('1', 80).key('9', 80).key('1', 80).silence(40);
    assertThat(keys(sound)).isEqualTo("191");
  }

  @Test
  void oneToneAloneIsNoKey() {
    Sound sound = new Sound(3);
    for (double hertz = 300; hertz < 3_400; hertz += 7) {
      sound.tone(hertz, 80, 0.3);
    }
    assertThat(keys(sound)).isEmpty();
  }

  /** Dial tone, busy tone, ringing: pairs of other frequencies. */
  @Test
  void theTonesOfTheNetworkAreNoKeys() {
    double[][] pairs = {{350, 440}, {480, 620}, {440, 480}, {425, 425}, {1400, 2060}, {697, 852}};
    for (double[] pair : pairs) {
      short[] sum = new Sound(1).tone(pair[0], 2000, 0.25).pcm();
      short[] other = new Sound(1).tone(pair[1], 2000, 0.25).pcm();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += other[i];
      }
      assertThat(keys(sum)).as("%s Hz", Arrays.toString(pair)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.05, 0.5})
  void silenceAndNoiseAreNoKeys(double noise) {
    assertThat(keys(new Sound(11).silence(60_000).withNoise(noise))).isEmpty();
  }

  @Test
  void speechIsNoKeys() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(keys(new Sound(seed).speech(30_000))).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void keysAreHeardBetweenWords() {
    for (int seed = 0; seed < 20; seed++) {
      Sound sound = new Sound(seed).speech(2_000).keys("42#").speech(2_000).keys("7").speech(500);
      assertThat(keys(sound.withNoise(0.01))).as("seed %d", seed).isEqualTo("42#7");
    }
  }

  @Test
  void aConstantAddedToAllSamplesDoesNotMatter() {
    short[] pcm = new Sound(1).keys("159D").pcm();
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] += 8_000;
    }
    assertThat(keys(pcm)).isEqualTo("159D");
  }

  /** However the sound is cut into pieces, the same keys come at the same time. */
  @Test
  void piecesMakeNoDifference() {
    short[] pcm = new Sound(5).keys("1#2#3*45#").withNoise(0.02).pcm();
    List<String> whole = events(pcm, pcm.length, new Random(0));
    assertThat(whole).hasSize(9);
    for (int most : new int[] {1, 2, 7, 80, 102, 103, 160, 205, 206, 1_000}) {
      assertThat(events(pcm, most, new Random(most))).as("most %d", most).isEqualTo(whole);
    }
  }

  private static List<String> events(short[] pcm, int mostSamples, Random random) {
    List<String> events = new ArrayList<>();
    KeyListener listener = new KeyListener((key, endMillis) -> events.add(key + "@" + endMillis));
    int from = 0;
    while (from < pcm.length) {
      int to = Math.min(pcm.length, from + 1 + random.nextInt(mostSamples));
      listener.hear(Arrays.copyOfRange(pcm, from, to));
      from = to;
    }
    return events;
  }

  @Test
  void saysWhenAKeyWasPressed() {
    List<String> events =
        events(new Sound(5).silence(1_000).key('5', 80).pcm(), 160, new Random(5));
    assertThat(events).hasSize(1);
    assertThat(Integer.parseInt(events.get(0).substring(2))).isBetween(1_025, 1_045);
  }

  /** A bound that any machine keeps; docs/SERVICES-STREAMING.md has what was measured. */
  @Test
  void aSecondOfSoundTakesFarLessThanASecond() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    short[] minute = new Sound(5).speech(30_000).keys("1234567890".repeat(25)).pcm();
    keys(minute);
    long startNanos = threads.getCurrentThreadCpuTime();
    keys(minute);
    double nanos = threads.getCurrentThreadCpuTime() - startNanos;
    double nanosPerSecond = nanos * ToneDetector.SAMPLE_RATE_HERTZ / minute.length;
    System.out.printf("keypad: %.0f us for a second of sound%n", nanosPerSecond / 1_000);
    assertThat(nanosPerSecond).isLessThan(20_000_000);
  }
}
