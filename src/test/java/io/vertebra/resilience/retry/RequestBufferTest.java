package io.vertebra.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBufferTest {

  private static final int MAX_BYTES = 20;

  private final Source source = new Source();
  private int full;
  private final RequestBuffer buffer = new RequestBuffer(source, MAX_BYTES, () -> full++);

  /** Sends as a test says, and knows what it was asked for. */
  private static final class Source implements ReadStream<Message> {

    private Handler<Message> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;
    private long asked = Long.MAX_VALUE;

    void send(String text) {
      asked = asked == Long.MAX_VALUE ? asked : asked - 1;
      handler.handle(StringValue.of(text));
    }

    @Override
    public Source handler(Handler<Message> newHandler) {
      handler = newHandler;
      return this;
    }

    @Override
    public Source endHandler(Handler<Void> newHandler) {
      endHandler = newHandler;
      return this;
    }

    @Override
    public Source exceptionHandler(Handler<Throwable> newHandler) {
      exceptionHandler = newHandler;
      return this;
    }

    @Override
    public Source pause() {
      asked = 0;
      return this;
    }

    @Override
    public Source resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public Source fetch(long amount) {
      asked = asked + amount < 0 ? Long.MAX_VALUE : asked + amount;
      return this;
    }
  }

  /** What one attempt has read. */
  private static List<String> read(RequestBuffer.Reader reader) {
    List<String> texts = new ArrayList<>();
    reader.exceptionHandler(cause -> texts.add(cause.getMessage()));
    reader.endHandler(end -> texts.add("end"));
    reader.handler(message -> texts.add(((StringValue) message).getValue()));
    return texts;
  }

  @Test
  void anAttemptReadsWhatThoseBeforeItHaveRead() {
    RequestBuffer.Reader first = buffer.open();
    List<String> readFirst = read(first);
    source.send("a");
    source.send("b");
    first.close();
    List<String> readSecond = read(buffer.open());
    source.send("c");
    source.endHandler.handle(null);
    assertThat(readFirst).containsExactly("a", "b");
    assertThat(readSecond).containsExactly("a", "b", "c", "end");
  }

  @Test
  void attemptsBesideEachOtherReadAtTheirOwnPace() {
    RequestBuffer.Reader slow = buffer.open();
    slow.pause();
    List<String> readSlowly = read(slow);
    List<String> readQuickly = read(buffer.open());
    source.send("a");
    source.send("b");
    assertThat(readQuickly).containsExactly("a", "b");
    assertThat(readSlowly).isEmpty();
    slow.fetch(1);
    assertThat(readSlowly).containsExactly("a");
  }

  @Test
  void theSourceIsReadAtThePaceOfTheQuickest() {
    RequestBuffer.Reader first = buffer.open();
    first.pause();
    read(first);
    assertThat(source.asked).isZero();
    first.fetch(2);
    assertThat(source.asked).isEqualTo(2);
    RequestBuffer.Reader second = buffer.open();
    second.pause();
    read(second);
    second.fetch(3);
    assertThat(source.asked).isEqualTo(3);
  }

  @Test
  void nothingIsReadBetweenAttempts() {
    RequestBuffer.Reader first = buffer.open();
    read(first);
    assertThat(source.asked).isPositive();
    first.close();
    assertThat(source.asked).isZero();
  }

  @Test
  void tooManyBytesAreTold() {
    read(buffer.open());
    source.send("0123456789");
    assertThat(full).isZero();
    source.send("0123456789");
    assertThat(full).isOne();
  }

  @Test
  void theAttemptThatWasTakenReadsOnAndTheOthersDoNot() {
    RequestBuffer.Reader first = buffer.open();
    RequestBuffer.Reader second = buffer.open();
    List<String> readFirst = read(first);
    List<String> readSecond = read(second);
    source.send("a");
    buffer.commit(second);
    source.send("b");
    source.send("0123456789");
    source.send("0123456789");
    assertThat(readFirst).containsExactly("a");
    assertThat(readSecond).containsExactly("a", "b", "0123456789", "0123456789");
    assertThat(full).isZero();
  }

  @Test
  void aFailureComesBehindWhatWasSentBefore() {
    RequestBuffer.Reader first = buffer.open();
    first.pause();
    List<String> readFirst = read(first);
    first.fetch(1);
    source.send("a");
    source.send("b");
    source.exceptionHandler.handle(new IllegalStateException("broken"));
    assertThat(readFirst).containsExactly("a");
    first.fetch(1);
    assertThat(readFirst).containsExactly("a", "b", "broken");
  }
}
