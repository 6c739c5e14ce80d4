package io.vertebra.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

  private static ServiceSnapshot instances(int count) {
    return new ServiceSnapshot(
        "s",
        IntStream.range(0, count)
            .mapToObj(i -> new ServiceInstance("s", "" + i, "127.0.0.1", 1 + i, "n", Map.of()))
            .toList());
  }

  private static List<String> picks(RoundRobin balancer, ServiceSnapshot snapshot, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> balancer.pick(snapshot, null).orElseThrow().instance().id())
        .toList();
  }

  @Test
  void takesThemInTurn() {
    assertThat(picks(new RoundRobin(0), instances(3), 5)).containsExactly("0", "1", "2", "0", "1");
  }

  @Test
  void hasNothingToPickFromNothing() {
    assertThat(new RoundRobin(0).pick(instances(0), null)).isEmpty();
  }

  @Test
  void goesOnPastTheLargestInt() {
    assertThat(picks(new RoundRobin(Integer.MAX_VALUE), instances(2), 3))
        .containsExactly("1", "0", "1");
  }
}
