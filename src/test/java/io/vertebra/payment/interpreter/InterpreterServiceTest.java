package io.vertebra.payment.interpreter;

import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static io.vertebra.payment.NodeRig.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.RequestWriter;
import io.vertebra.payment.NodeRig;
import io.vertebra.payment.interpreter.keypad.KeypadRecognizer;
import io.vertebra.payment.interpreter.keypad.Sound;
import io.vertebra.payment.interpreter.v1.InterpreterClient;
import io.vertebra.payment.interpreter.v1.Language;
import io.vertebra.payment.interpreter.v1.TranslationRequest;
import io.vertebra.payment.interpreter.v1.TranslationResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as clients see it, over HTTP/2 and within the node. */
class InterpreterServiceTest {

  @TempDir Path dir;

  private InterpreterModule module = new InterpreterModule();

  private NodeRig node(String settings) {
    return new NodeRig(dir, "  interpreter: {" + settings + "}", module);
  }

  private static InterpreterClient client(NodeRig node, boolean remote) {
    return new InterpreterClient(remote ? node.remote() : node.local());
  }

  /** The sound in chunks of so many bytes, the last one final. */
  private static List<TranslationRequest> chunks(Sound sound, int bytes, Language language) {
    byte[] audio = sound.bytes();
    List<TranslationRequest> chunks = new ArrayList<>();
    for (int from = 0; from < audio.length; from += bytes) {
      int to = Math.min(audio.length, from + bytes);
      chunks.add(
          TranslationRequest.newBuilder()
              .setVersion(1)
              .setSessionId("sess_abc123")
              .setChunkId(chunks.size())
              .setAudioData(ByteString.copyFrom(audio, from, to - from))
              .setIsFinal(to == audio.length)
              .setLanguage(language)
              .build());
    }
    return chunks;
  }

  private static RequestWriter<TranslationRequest> sending(List<TranslationRequest> chunks) {
    return out -> {
      Future<Void> sent = Future.succeededFuture();
      for (TranslationRequest chunk : chunks) {
        sent = sent.compose(done -> out.write(chunk));
      }
      return sent;
    };
  }

  @ParameterizedTest
  @CsvSource({"true, 320", "true, 32768", "true, 2", "false, 320", "false, 1234"})
  void interpretsKeysAsTheyArePressed(boolean remote, int chunkBytes) {
    try (NodeRig node = node("")) {
      Sound sound = new Sound(1).keys("1#7*55*20#").withNoise(0.01);
      List<TranslationRequest> chunks = chunks(sound, chunkBytes, Language.LANGUAGE_UNSPECIFIED);
      List<TranslationResponse> responses =
          await(all(client(node, remote).translateStream(sending(chunks))));
      assertThat(responses)
          .extracting(TranslationResponse::getText)
          .containsExactly(
              "1",
              "Account balance",
              "Account balance; 7",
              "Account balance; 7*",
              "Account balance; 7*5",
              "Account balance; 7*55",
              "Account balance; 7*55*",
              "Account balance; 7*55*2",
              "Account balance; 7*55*20",
              "Account balance; Transfer 20 to account 55",
              "Account balance; Transfer 20 to account 55");
      assertThat(responses).extracting(TranslationResponse::getTimestamp).isSorted();
      assertThat(responses)
          .allMatch(response -> response.getLanguage() == Language.LANGUAGE_ENGLISH)
          .allMatch(response -> response.getVersion() == 1);
      assertThat(responses.subList(0, 10)).noneMatch(TranslationResponse::getIsFinal);
      TranslationResponse last = responses.get(10);
      assertThat(last.getIsFinal()).isTrue();
      assertThat(last.getTimestamp()).isEqualTo(sound.bytes().length / 16);
    }
  }

  @Test
  void interpretsInChinese() {
    try (NodeRig node = node("")) {
      List<TranslationRequest> chunks =
          chunks(new Sound(1).keys("1#2"), 1_600, Language.LANGUAGE_CHINESE);
      List<TranslationResponse> responses =
          await(all(client(node, true).translateStream(sending(chunks))));
      assertThat(responses)
          .extracting(TranslationResponse::getText)
          .containsExactly("1", "查询账户余额", "查询账户余额；2", "查询账户余额；查询最近付款");
    }
  }

  @Test
  void aSessionWithoutAnythingToHearHasAFinalResultToo() {
    try (NodeRig node = node("")) {
      TranslationRequest only =
          TranslationRequest.newBuilder().setSessionId("s").setIsFinal(true).build();
      List<TranslationResponse> responses =
          await(all(client(node, true).translateStream(sending(List.of(only)))));
      assertThat(responses).hasSize(1);
      assertThat(responses.get(0).getText()).isEqualTo("No key was pressed");
    }
  }

  /** Interim texts come while the client still speaks. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersWhileTheClientStillSpeaks(boolean remote) {
    try (NodeRig node = node("")) {
      Promise<Void> more = Promise.promise();
      List<TranslationRequest> chunks =
          chunks(new Sound(1).keys("12"), 960, Language.LANGUAGE_ENGLISH);
      BlockingQueue<TranslationResponse> seen = new LinkedBlockingQueue<>();
      Future<Void> done =
          client(node, remote)
              .translateStream(
                  out ->
                      sending(chunks.subList(0, 3))
                          .write(out)
                          .compose(sent -> more.future())
                          .compose(go -> sending(chunks.subList(3, chunks.size())).write(out)))
              .compose(in -> NodeRig.collect(in, seen));
      assertThat(next(seen).getText()).isEqualTo("1");
      more.complete();
      await(done);
      assertThat(seen)
          .extracting(TranslationResponse::getText)
          .containsExactly("12", "Unknown request 12");
    }
  }

  @Test
  void aMissingChunkEndsTheCallAfterWhatWasUnderstood() {
    try (NodeRig node = node("")) {
      List<TranslationRequest> chunks =
          new ArrayList<>(chunks(new Sound(1).keys("1#"), 960, Language.LANGUAGE_ENGLISH));
      chunks.remove(3);
      BlockingQueue<TranslationResponse> seen = new LinkedBlockingQueue<>();
      RpcException failure =
          failureOf(
              client(node, true)
                  .translateStream(sending(chunks))
                  .compose(in -> NodeRig.collect(in, seen)));
      assertThat(failure.code()).isEqualTo(RpcCode.OUT_OF_RANGE);
      assertThat(failure.status().message()).isEqualTo("chunk_id: 4 (expected: 3)");
      assertThat(failure.info().orElseThrow().getReason()).isEqualTo("CHUNK_OUT_OF_ORDER");
      assertThat(seen).extracting(TranslationResponse::getText).containsExactly("1");
    }
  }

  @Test
  void refusesWhatFollowsTheFinalChunkAndTheLackOfOne() {
    try (NodeRig node = node("")) {
      List<TranslationRequest> chunks =
          new ArrayList<>(chunks(new Sound(1).keys("1#"), 960, Language.LANGUAGE_ENGLISH));
      chunks.add(
          TranslationRequest.newBuilder()
              .setSessionId("sess_abc123")
              .setChunkId(chunks.size())
              .build());
      assertThat(reason(client(node, true), chunks)).isEqualTo("OUT_OF_RANGE CHUNK_AFTER_FINAL");
      assertThat(reason(client(node, true), chunks.subList(0, 2)))
          .isEqualTo("OUT_OF_RANGE NO_FINAL_CHUNK");
      assertThat(reason(client(node, false), List.of())).isEqualTo("OUT_OF_RANGE NO_FINAL_CHUNK");
    }
  }

  private static String reason(InterpreterClient client, List<TranslationRequest> chunks) {
    RpcException failure = failureOf(all(client.translateStream(sending(chunks))));
    return failure.code() + " " + failure.info().orElseThrow().getReason();
  }

  @Test
  void listensToSoManyKeys() {
    try (NodeRig node = node("")) {
      String most = "1".repeat(256);
      List<TranslationRequest> good =
          chunks(new Sound(1).keys(most), 16_000, Language.LANGUAGE_ENGLISH);
      assertThat(await(all(client(node, true).translateStream(sending(good))))).hasSize(257);
      List<TranslationRequest> bad =
          chunks(new Sound(1).keys(most + "1"), 16_000, Language.LANGUAGE_ENGLISH);
      assertThat(reason(client(node, true), bad)).isEqualTo("RESOURCE_EXHAUSTED TOO_MANY_KEYS");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sessionsThatGoAwayAreClosed(boolean remote) {
    Recording recording = new Recording();
    module = new InterpreterModule(List.of(recording));
    try (NodeRig node = node("recognizer: recording, maxSessions: 2")) {
      CallHandle handle = new CallHandle();
      Promise<Void> never = Promise.promise();
      RequestWriter<TranslationRequest> hanging =
          out ->
              sending(List.of(TranslationRequest.newBuilder().setSessionId("s").build()))
                  .write(out)
                  .compose(sent -> never.future());
      Future<?> cancelled =
          all(
              client(node, remote)
                  .translateStream(hanging, CallOptions.DEFAULT.withHandle(handle)));
      Future<?> timed =
          all(
              client(node, remote)
                  .translateStream(
                      hanging, CallOptions.DEFAULT.withTimeout(Duration.ofMillis(1_500))));
      Awaitility.await().until(() -> recording.open.get() == 2);
      RpcException third = failureOf(all(client(node, remote).translateStream(hanging)));
      assertThat(third.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
      assertThat(third.info().orElseThrow().getReason()).isEqualTo("TOO_MANY_SESSIONS");

      handle.cancel("hung up");

      assertThat(failureOf(cancelled).code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(failureOf(timed).code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      Awaitility.await().until(() -> recording.open.get() == 0);
      Awaitility.await().until(() -> module.endpoint().running() == 0);
    }
  }

  /** A client that does not read its texts is not listened to for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listensNoFasterThanTheClientReads(boolean remote) {
    Recording recording = new Recording();
    module = new InterpreterModule(List.of(recording));
    try (NodeRig node = node("recognizer: recording")) {
      AtomicInteger sent = new AtomicInteger();
      CallHandle handle = new CallHandle();
      ReadStream<TranslationResponse> texts =
          await(
              client(node, remote)
                  .translateStream(
                      out -> {
                        Promise<Void> gone = Promise.promise();
                        speak(node, out, sent, gone);
                        return gone.future();
                      },
                      CallOptions.DEFAULT.withHandle(handle)));
      texts.pause();
      texts.exceptionHandler(cancelled -> {});
      texts.handler(text -> {});
      int heard =
          Awaitility.await()
              .during(Duration.ofMillis(500))
              .until(recording.heard::get, chunks -> chunks < 2_000);
      texts.resume();
      Awaitility.await().until(() -> recording.heard.get() > heard + 1_000);
      handle.cancel("enough");
      Awaitility.await().until(() -> recording.open.get() == 0);
    }
  }

  /** Yields after each message, as a client does whose sound comes from elsewhere. */
  private static void speak(
      NodeRig node, WriteStream<TranslationRequest> out, AtomicInteger sent, Promise<Void> gone) {
    TranslationRequest chunk =
        TranslationRequest.newBuilder()
            .setSessionId("s")
            .setChunkId(sent.getAndIncrement())
            .build();
    out.write(chunk)
        .onFailure(gone::tryFail)
        .onSuccess(written -> node.vertx().runOnContext(ignored -> speak(node, out, sent, gone)));
  }

  @Test
  void namesTheRecognizersThereAre() {
    assertThatThrownBy(() -> node("recognizer: whisper"))
        .hasMessageContaining("modules.interpreter.recognizer: whisper (expected: one of keypad)");
    assertThat(new KeypadRecognizer().name()).isEqualTo("keypad");
  }

  /** Answers every chunk with a long text. */
  private static final class Recording implements SpeechRecognizer {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger heard = new AtomicInteger();

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public Session open(Language language, Consumer<Transcript> interim) {
      open.incrementAndGet();
      return new Session() {
        @Override
        public Future<Void> hear(short[] samples) {
          heard.incrementAndGet();
          interim.accept(new Transcript(1, "x".repeat(1_000)));
          return Future.succeededFuture();
        }

        @Override
        public Future<Transcript> finish() {
          return Future.succeededFuture(new Transcript(2, "the end"));
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }
}
