package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigRefTest {
  record Limits(int calls, int streams) {}

  private final ConfigRef.Source<Limits> source = new ConfigRef.Source<>(new Limits(1, 2));

  @Test
  void tellsListenersOfEachChange() {
    List<Limits> seen = new ArrayList<>();
    Runnable stop = source.ref().listen(seen::add);

    assertThat(source.offer(() -> new Limits(3, 2))).isTrue();
    assertThat(source.offer(() -> new Limits(3, 2))).isTrue();
    stop.run();
    assertThat(source.offer(() -> new Limits(4, 2))).isTrue();

    assertThat(seen).containsExactly(new Limits(3, 2));
    assertThat(source.ref().get()).isEqualTo(new Limits(4, 2));
  }

  @Test
  void aPartChangesOnlyWhenItDoes() {
    ConfigRef<Integer> streams = source.ref().map(Limits::streams);
    List<Integer> seen = new ArrayList<>();
    streams.listen(seen::add);

    source.offer(() -> new Limits(9, 2));
    source.offer(() -> new Limits(9, 7));

    assertThat(seen).containsExactly(7);
    assertThat(streams.get()).isEqualTo(7);
  }

  @Test
  void theLastGoodValueStaysWhenABadOneIsRefused() {
    ConfigException refusal =
        new ConfigException(List.of(new Problem("calls", "0", "1 or more", "etcd")));

    boolean taken =
        source.offer(
            () -> {
              throw refusal;
            });

    assertThat(taken).isFalse();
    assertThat(source.ref().get()).isEqualTo(new Limits(1, 2));
    assertThat(source.refusal()).contains(refusal);
    assertThat(source.offer(() -> new Limits(5, 5))).isTrue();
    assertThat(source.refusal()).isEmpty();
  }

  @Test
  void aListenerThatFailsDoesNotStopTheOthers() {
    List<Limits> seen = new ArrayList<>();
    source
        .ref()
        .listen(
            limits -> {
              throw new IllegalStateException("expected by this test");
            });
    source.ref().listen(seen::add);

    source.offer(() -> new Limits(3, 3));

    assertThat(seen).containsExactly(new Limits(3, 3));
  }
}
