package io.vertebra.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagePipeTest {

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal reading = ((VertxInternal) vertx).createEventLoopContext();
  private final ContextInternal writing = ((VertxInternal) vertx).createEventLoopContext();
  private final AtomicInteger firsts = new AtomicInteger();
  private final MessagePipe<Integer> pipe =
      new MessagePipe<>(
          writing, reading, bytes -> bytes, CallCompression.none(), firsts::incrementAndGet);
  private final List<Integer> read = new CopyOnWriteArrayList<>();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private final AtomicInteger ends = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void read() {
    pipe.reader().exceptionHandler(failed::set);
    pipe.reader().endHandler(end -> ends.incrementAndGet());
    pipe.reader().handler(read::add);
  }

  @Test
  void keepsOrderAndEndsAfterTheLast() {
    for (int i = 0; i < 10; i++) {
      pipe.writer().write(i);
    }
    pipe.end();
    read();
    Awaitility.await().until(() -> ends.get() == 1);
    assertThat(read).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(firsts).hasValue(1);
    assertThat(pipe.writer().write(1).failed()).isTrue();
  }

  @Test
  void whatTheReadersOwnThreadWritesDoesNotOvertakeAnother() {
    read();
    reading.runOnContext(
        busy -> {
          Thread another =
              new Thread(
                  () -> {
                    pipe.writer().write(1);
                    pipe.writer().write(2);
                  });
          another.start();
          join(another);
          pipe.writer().write(3);
          pipe.end();
        });
    Awaitility.await().until(() -> ends.get() == 1);
    assertThat(read).containsExactly(1, 2, 3);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void messagesGoOutCompressedAsWasWantedWhenTheyWereWritten() {
    CallCompression compression = CallCompression.of(true, false);
    MessagePipe<Boolean> switched =
        new MessagePipe<>(writing, reading, any -> 1, compression, compression::settle);
    List<Boolean> sent = new CopyOnWriteArrayList<>();
    List<Boolean> wanted = List.of(true, false, false, true);
    for (boolean compressed : wanted) {
      compression.send(compressed);
      switched.writer().write(compressed);
    }
    compression.send(false);
    assertThat(compression.isSending()).as("as the headers are to say").isTrue();
    switched.reader().handler(message -> sent.add(compression.isSending()));
    Awaitility.await().until(() -> sent.size() == wanted.size());
    assertThat(sent).isEqualTo(wanted);
  }

  @Test
  void aStoppedReaderStopsTheWriter() {
    pipe.reader().pause();
    read();
    Future<Void> last = Future.succeededFuture();
    int written = 0;
    while (!pipe.writer().writeQueueFull()) {
      last = pipe.writer().write(written++);
    }
    assertThat(written).isEqualTo(MessagePipe.CAPACITY);
    assertThat(last.isComplete()).isFalse();
    AtomicInteger drained = new AtomicInteger();
    pipe.writer().drainHandler(now -> drained.incrementAndGet());
    pipe.reader().resume();
    Awaitility.await().until(last::isComplete);
    Awaitility.await().until(() -> drained.get() == 1);
    assertThat(pipe.writer().writeQueueFull()).isFalse();
  }

  @Test
  void fetchDeliversExactlyThatMany() {
    pipe.reader().pause();
    read();
    for (int i = 0; i < 5; i++) {
      pipe.writer().write(i);
    }
    pipe.reader().fetch(2);
    Awaitility.await().until(() -> read.size() == 2);
    pipe.end();
    pipe.reader().fetch(2);
    Awaitility.await().until(() -> read.size() == 4);
    assertThat(ends).hasValue(0);
    pipe.reader().resume();
    Awaitility.await().until(() -> ends.get() == 1);
    assertThat(read).hasSize(5);
  }

  @Test
  void aWriterThatIgnoresTheQueueFailsAtTheLimit() {
    pipe.reader().pause();
    read();
    Future<Void> last = null;
    for (int i = 0; i <= MessagePipe.LIMIT; i++) {
      last = pipe.writer().write(i);
    }
    assertThat(last.cause()).hasMessageStartingWith("RESOURCE_EXHAUSTED");
    Awaitility.await().until(() -> failed.get() != null);
    assertThat(failed.get()).hasMessageStartingWith("RESOURCE_EXHAUSTED");
    assertThat(read).isEmpty();
  }

  @Test
  void bytesCountAsMessagesDo() {
    pipe.reader().pause();
    read();
    assertThat(pipe.writer().write(MessagePipe.CAPACITY_BYTES - 1).succeeded()).isTrue();
    Future<Void> second = pipe.writer().write(1);
    assertThat(second.isComplete()).isFalse();
    assertThat(pipe.writer().writeQueueFull()).isTrue();
    pipe.reader().fetch(1);
    Awaitility.await().until(second::succeeded);
    assertThat(pipe.writer().writeQueueFull()).isFalse();

    assertThat(pipe.writer().write(MessagePipe.LIMIT_BYTES).cause())
        .hasMessageStartingWith("RESOURCE_EXHAUSTED");
  }

  @Test
  void aMessageThatIsAloneMayHaveMoreBytesThanMayWait() {
    pipe.reader().pause();
    read();
    Future<Void> large = pipe.writer().write(MessagePipe.LIMIT_BYTES + 1);
    assertThat(large.isComplete()).isFalse();
    pipe.reader().resume();
    Awaitility.await().until(large::succeeded);
  }

  @Test
  void aFailureComesAfterWhatWasWritten() {
    pipe.writer().write(1);
    pipe.fail(RpcException.of(RpcCode.ABORTED, "over"));
    read();
    Awaitility.await().until(() -> failed.get() != null);
    assertThat(read).containsExactly(1);
    assertThat(ends).hasValue(0);
  }

  @Test
  void anAbortReachesBothEndsAtOnce() {
    AtomicReference<Throwable> atWriter = new AtomicReference<>();
    pipe.writer().exceptionHandler(atWriter::set);
    pipe.reader().pause();
    read();
    pipe.writer().write(1);
    pipe.abort(RpcException.of(RpcCode.CANCELLED, "gone"));
    Awaitility.await().until(() -> failed.get() != null && atWriter.get() != null);
    assertThat(read).isEmpty();
    assertThat(pipe.writer().write(2).cause()).isSameAs(failed.get());
  }

  @Test
  void nothingIsLostBeforeAHandlerIsSet() {
    pipe.writer().write(1);
    pipe.end();
    AtomicInteger turns = new AtomicInteger();
    reading.runOnContext(turn -> turns.incrementAndGet());
    Awaitility.await().until(() -> turns.get() == 1);
    read();
    Awaitility.await().until(() -> ends.get() == 1);
    assertThat(read).containsExactly(1);
  }

  /** A pause comes too late for a writer that never gives its event loop away. */
  @Test
  void aWriterThatNeverYieldsIsHeldBackAcrossEventLoops() {
    MessagePipe<Integer> sameLoop =
        new MessagePipe<>(writing, writing, bytes -> bytes, CallCompression.none(), () -> {});
    CallReadStream<Integer> across = CallReadStream.over(reading, sameLoop.reader(), writing);
    across.pause();
    across.handler(read::add);
    AtomicInteger written = new AtomicInteger();
    writing.runOnContext(
        ignored -> {
          while (!sameLoop.writer().writeQueueFull() && written.get() < 1_000) {
            sameLoop.writer().write(written.getAndIncrement());
          }
        });
    Awaitility.await().during(Duration.ofMillis(200)).until(() -> written.get() == 16);
    assertThat(read).isEmpty();

    across.fetch(3);
    Awaitility.await().until(() -> read.size() == 3);
    across.resume();
    Awaitility.await().until(() -> read.size() == 16);
    sameLoop.writer().drainHandler(drained -> {});
    writing.runOnContext(
        ignored -> {
          while (!sameLoop.writer().writeQueueFull() && written.get() < 1_000) {
            sameLoop.writer().write(written.getAndIncrement());
          }
        });
    Awaitility.await().until(() -> read.size() == written.get());
    assertThat(written.get()).as("one window under way, and one in the pipe").isBetween(32, 48);
    sameLoop.end();
    across.endHandler(end -> ends.incrementAndGet());
    Awaitility.await().until(() -> ends.get() == 1);
    assertThat(read).isSorted().hasSize(written.get());
  }
}
