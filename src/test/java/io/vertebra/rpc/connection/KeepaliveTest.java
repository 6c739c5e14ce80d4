package io.vertebra.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.time.ManualTimeSource;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepaliveTest {

  private final ManualTimeSource time = new ManualTimeSource();
  private Keepalive.Times times = new Keepalive.Times(seconds(10), seconds(4));
  private boolean matters = true;
  private int pings;
  private int ends;
  private final Keepalive keepalive =
      new Keepalive(
          () -> times,
          new Keepalive.Peer() {
            @Override
            public boolean matters() {
              return matters;
            }

            @Override
            public void ping() {
              pings++;
            }

            @Override
            public void giveUp() {
              ends++;
            }
          },
          time);

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @BeforeEach
  void start() {
    keepalive.start();
  }

  @Test
  void pingsASilentPeerAndGivesItUp() {
    time.advance(seconds(9));
    assertThat(pings).isZero();
    time.advance(seconds(1));
    assertThat(pings).isEqualTo(1);
    time.advance(Duration.ofMillis(3_999));
    assertThat(ends).isZero();
    time.advance(Duration.ofMillis(1));
    assertThat(ends).isEqualTo(1);
    assertThat(time.scheduled()).isZero();
  }

  @Test
  void anAnswerSavesThePeer() {
    time.advance(seconds(10));
    keepalive.heard();
    time.advance(seconds(4));
    assertThat(ends).isZero();
    time.advance(seconds(10));
    assertThat(pings).isEqualTo(2);
  }

  @Test
  void aPeerThatTalksIsNotPinged() {
    for (int i = 0; i < 100; i++) {
      time.advance(seconds(4));
      keepalive.heard();
    }
    assertThat(pings).isZero();
  }

  @Test
  void silenceIsNoticedWithinHalfOfTheTimeMore() {
    time.advance(Duration.ofMillis(5_001));
    keepalive.heard();
    time.advance(seconds(15));
    assertThat(pings).isEqualTo(1);
  }

  @Test
  void aPeerThatDoesNotMatterIsNotPinged() {
    matters = false;
    time.advance(seconds(100));
    assertThat(pings).isZero();
    matters = true;
    time.advance(seconds(5));
    assertThat(pings).isEqualTo(1);
  }

  @Test
  void anotherTimeHoldsWithinTenSeconds() {
    times = new Keepalive.Times(Duration.ofHours(1), seconds(4));
    time.advance(seconds(60));
    assertThat(pings).isZero();
    times = new Keepalive.Times(seconds(2), seconds(4));
    time.advance(seconds(10));
    assertThat(pings).isEqualTo(1);
  }

  @Test
  void doesNothingOnceStopped() {
    time.advance(seconds(10));
    keepalive.stop();
    time.advance(seconds(100));
    assertThat(ends).isZero();
    assertThat(time.scheduled()).isZero();
  }
}
