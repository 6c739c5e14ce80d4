package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.vertebra.rpc.CallCompression;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectWriterTest {

  private static final StringValue LARGE = StringValue.of("a".repeat(100_000));

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final Body body = new Body();
  private final DirectWriter writer =
      new DirectWriter(body, context, 1 << 20, CallCompression.none());

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aWriterWhoseBodyHasEndedGoesOnAndLearnsIt() {
    AtomicInteger drained = new AtomicInteger();
    writer.drainHandler(room -> drained.incrementAndGet());
    writer.write(LARGE);
    assertThat(writer.writeQueueFull()).isTrue();

    body.ended = true;
    body.written.fail("reset");

    assertThat(drained).hasValue(1);
    assertThat(writer.writeQueueFull()).isFalse();
    assertThat(writer.write(LARGE).failed()).isTrue();
  }

  @Test
  void aBodyThatEndsBeforeAnythingWasWrittenDoesNotThrow() {
    body.ended = true;

    writer.write(LARGE);

    assertThat(writer.writeQueueFull()).isFalse();
    assertThat(writer.write(LARGE).failed()).isTrue();
  }

  /** As a response of Vert.x is: one that has ended throws, whatever it is asked. */
  private static final class Body implements WriteStream<Buffer> {

    private final Promise<Void> written = Promise.promise();
    private boolean ended;

    @Override
    public Future<Void> write(Buffer data) {
      checkOpen();
      return written.future();
    }

    @Override
    public boolean writeQueueFull() {
      checkOpen();
      return true;
    }

    private void checkOpen() {
      if (ended) {
        throw new IllegalStateException("Response has already been written");
      }
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public Body exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public Body setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public Body drainHandler(Handler<Void> handler) {
      return this;
    }
  }
}
