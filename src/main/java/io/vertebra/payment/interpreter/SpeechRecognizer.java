package io.vertebra.payment.interpreter;

import io.vertebra.payment.interpreter.v1.Language;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * Turns sound into text. Found by {@link java.util.ServiceLoader}; the key {@code
 * modules.interpreter.recognizer} names the one to use.
 *
 * <p>Used by many calls at a time, from several event loops, none of which it may block.
 */
public interface SpeechRecognizer {

  /** Unique among the recognizers on the class path. */
  String name();

  /**
   * Begins to listen.
   *
   * @param language of the texts; never unspecified
   * @param interim takes texts that stand for all that was heard so far, on the caller's context,
   *     and not after the session was closed
   */
  Session open(Language language, Consumer<Transcript> interim);

  /** One session. All of its methods are called on the context of one call, one after the other. */
  interface Session {

    /**
     * Listens on. The next piece comes when this one is done, so a slow recognizer slows its client
     * down.
     *
     * @param samples 8000 a second, one channel; any number of them. Not changed afterwards
     * @return done, or the failure of the call: an {@code RpcException}
     */
    Future<Void> hear(short[] samples);

    /** The final text: nothing more is to be heard. */
    Future<Transcript> finish();

    /** The call has ended, whether or not the session was finished. Called once. */
    void close();
  }

  /**
   * What was understood.
   *
   * @param endMillis the end of what it is about, in milliseconds of sound since the session began
   * @param text may be empty
   */
  record Transcript(long endMillis, String text) {}
}
