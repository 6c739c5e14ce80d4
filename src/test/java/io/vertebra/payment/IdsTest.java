package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.time.TimeSource;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {

  private Instant now = Instant.ofEpochMilli(1_700_000_000_000L);

  private final TimeSource time =
      new TimeSource() {
        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public Instant now() {
          return now;
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
          throw new UnsupportedOperationException();
        }
      };

  private final Ids ids = new Ids(time, new SplittableRandom(1));

  @Test
  void sortsWithinAMillisecondAndAcrossThem() {
    String first = ids.next("pay");
    String second = ids.next("pay");
    now = now.plusMillis(1);
    String third = ids.next("pay");
    now = now.minusSeconds(60);
    String fourth = ids.next("pay");

    assertThat(Stream.of(first, second, third, fourth)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void areIdsAsRequestsMayNameThem() {
    String id = ids.next("pay");

    assertThat(id).matches("pay-[0-9a-z]{26}");
    new RequestCheck().id("id", id).orRefuse();
  }

  @Test
  void beginWithTheirTime() {
    assertThat(ids.next("x")).startsWith("x-01hf7yat00");
  }
}
