package io.vertebra.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.time.ManualTimeSource;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallLifecycleTest {

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final ManualTimeSource time = new ManualTimeSource();
  private final List<Outcome> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private CallContext contextOf(CallLifecycle life) {
    return CallContext.of(life, Metadata.EMPTY, "peer");
  }

  private Outcome only() {
    Awaitility.await().until(() -> !seen.isEmpty());
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  @Test
  void theFirstEndWins() {
    CallLifecycle life = CallLifecycle.root(context, time);
    life.whenEnded(seen::add);
    time.advance(Duration.ofMillis(7));
    assertThat(life.cancel("first")).isTrue();
    assertThat(life.finish()).isFalse();
    assertThat(life.expire()).isFalse();
    assertThat(only().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    assertThat(only().elapsed()).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void aHookThatComesLateRunsAtOnce() {
    CallLifecycle life = CallLifecycle.root(context, time);
    life.finish();
    life.whenEnded(seen::add);
    assertThat(only().isOk()).isTrue();
  }

  @Test
  void theDeadlineEndsIt() {
    CallLifecycle life = CallLifecycle.root(context, time);
    life.arm(Deadline.after(Duration.ofSeconds(1), time));
    time.advance(Duration.ofMillis(999));
    assertThat(life.isEnded()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(life.outcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
  }

  @Test
  void anEndedCallLeavesNoTimer() {
    CallLifecycle life = CallLifecycle.root(context, time);
    life.arm(Deadline.after(Duration.ofSeconds(1), time));
    life.finish();
    assertThat(time.scheduled()).isZero();
    life.arm(Deadline.after(Duration.ofSeconds(1), time));
    assertThat(time.scheduled()).isZero();
  }

  @Test
  void childrenAreCancelledWithTheirParent() {
    CallLifecycle parent = CallLifecycle.root(context, time);
    CallLifecycle child = CallLifecycle.childOf(contextOf(parent), context, time);
    CallLifecycle grandchild = CallLifecycle.childOf(contextOf(child), context, time);
    parent.finish();
    assertThat(child.outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    assertThat(grandchild.outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    CallLifecycle late = CallLifecycle.childOf(contextOf(parent), context, time);
    assertThat(late.outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
  }

  @Test
  void childrenTimeOutWithTheirParent() {
    CallLifecycle parent = CallLifecycle.root(context, time);
    CallLifecycle child = CallLifecycle.childOf(contextOf(parent), context, time);
    parent.expire();
    assertThat(child.outcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
  }

  @Test
  void aChildsEndLeavesItsParent() {
    CallLifecycle parent = CallLifecycle.root(context, time);
    CallLifecycle.childOf(contextOf(parent), context, time).cancel("child only");
    assertThat(parent.isEnded()).isFalse();
  }

  @Test
  void copiesOfTheFactsShareOneValue() {
    CallContext.Key<StringBuilder> key = new CallContext.Key<>("key");
    CallContext begun = contextOf(CallLifecycle.root(context, time));
    CallContext later = begun.withIdentity("ann");

    later.shared(key, StringBuilder::new).append("learned");

    assertThat(begun.shared(key, StringBuilder::new)).hasToString("learned");
    CallContext another = contextOf(CallLifecycle.root(context, time));
    assertThat(another.shared(key, StringBuilder::new)).isEmpty();
    assertThat(CallContext.NONE.shared(key, StringBuilder::new)).isEmpty();
  }
}
