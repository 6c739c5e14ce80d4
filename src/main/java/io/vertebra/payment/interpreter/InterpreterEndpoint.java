package io.vertebra.payment.interpreter;

import io.vertebra.payment.interpreter.v1.InterpreterService;
import io.vertebra.payment.interpreter.v1.TranslationRequest;
import io.vertebra.payment.interpreter.v1.TranslationResponse;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets as many sessions in as may run, and ties each to the end of its call. */
final class InterpreterEndpoint implements InterpreterService {

  private final SpeechRecognizer recognizer;
  private final InterpreterConfig config;
  private final AtomicInteger running = new AtomicInteger();

  InterpreterEndpoint(SpeechRecognizer recognizer, InterpreterConfig config) {
    this.recognizer = recognizer;
    this.config = config;
  }

  @Override
  public Future<Void> translateStream(
      ServerCall call,
      ReadStream<TranslationRequest> requests,
      WriteStream<TranslationResponse> responses) {
    call.whenEnded(outcome -> running.decrementAndGet());
    if (running.incrementAndGet() > config.maxSessions()) {
      return Future.failedFuture(Refusals.tooManySessions(config.maxSessions()));
    }
    TranslateSession session =
        new TranslateSession(recognizer, config.maxChunkSize().intBytes(), requests, responses);
    Future<Void> done = session.start();
    call.whenEnded(outcome -> session.stop());
    return done;
  }

  /** Sessions that have not ended. */
  int running() {
    return running.get();
  }
}
