package io.vertebra.payment.interpreter;

import com.google.protobuf.ByteString;
import io.vertebra.payment.Contract;
import io.vertebra.payment.interpreter.SpeechRecognizer.Transcript;
import io.vertebra.payment.interpreter.v1.TranslationRequest;
import io.vertebra.payment.interpreter.v1.TranslationResponse;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.nio.ByteOrder;

/**
 * One session: takes chunks one at a time, the next one when the recognizer is done with the last
 * and the client has room for what was understood.
 *
 * <p>Lives on the context of its call.
 */
final class TranslateSession {

  private final SpeechRecognizer recognizer;
  private final ChunkRules rules;
  private final ReadStream<TranslationRequest> chunks;
  private final WriteStream<TranslationResponse> texts;
  private final Promise<Void> done = Promise.promise();
  private SpeechRecognizer.Session listening;

  /** Completes when the client has room after the last text. */
  private Future<Void> written = Future.succeededFuture();

  /**
   * @param chunks not read yet
   */
  TranslateSession(
      SpeechRecognizer recognizer,
      int maxChunkBytes,
      ReadStream<TranslationRequest> chunks,
      WriteStream<TranslationResponse> texts) {
    this.recognizer = recognizer;
    this.rules = new ChunkRules(maxChunkBytes);
    this.chunks = chunks;
    this.texts = texts;
  }

  /** Listens until the client has ended its stream after the final chunk. */
  Future<Void> start() {
    chunks.pause();
    chunks.exceptionHandler(done::tryFail);
    chunks.endHandler(ended -> end());
    chunks.handler(this::received);
    chunks.fetch(1);
    return done.future();
  }

  /** The call has ended. */
  void stop() {
    done.tryFail("the call has ended");
    if (listening != null) {
      listening.close();
      listening = null;
    }
  }

  private void received(TranslationRequest chunk) {
    if (done.future().isComplete()) {
      return;
    }
    try {
      rules.admit(chunk);
    } catch (RpcException refused) {
      done.fail(refused);
      return;
    }
    if (listening == null) {
      listening = recognizer.open(rules.language(), interim -> write(interim, false));
    }
    SpeechRecognizer.Session session = listening;
    session
        .hear(samples(chunk.getAudioData()))
        .compose(heard -> rules.isComplete() ? finish(session) : Future.succeededFuture())
        .compose(understood -> written)
        .onSuccess(room -> chunks.fetch(1))
        .onFailure(done::tryFail);
  }

  private Future<Void> finish(SpeechRecognizer.Session session) {
    return session.finish().onSuccess(result -> write(result, true)).mapEmpty();
  }

  private void end() {
    try {
      rules.end();
      done.tryComplete();
    } catch (RpcException refused) {
      done.tryFail(refused);
    }
  }

  private void write(Transcript transcript, boolean isFinal) {
    written =
        texts.write(
            TranslationResponse.newBuilder()
                .setVersion(Contract.VERSION)
                .setTimestamp(transcript.endMillis())
                .setText(transcript.text())
                .setIsFinal(isFinal)
                .setLanguage(rules.language())
                .build());
  }

  private static short[] samples(ByteString audio) {
    short[] samples = new short[audio.size() / 2];
    audio.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }
}
