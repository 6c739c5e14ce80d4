package io.vertebra.payment.interpreter.keypad;

import io.vertebra.payment.interpreter.SpeechRecognizer;
import io.vertebra.payment.interpreter.v1.Language;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Recognizes the keys of a telephone (DTMF): each key gives a text of all so far, the end the
 * phrases they make.
 *
 * <p>Works where it is called, on the event loop: a second of sound takes well under a millisecond.
 */
public final class KeypadRecognizer implements SpeechRecognizer {

  /** Keys of a session; more fail it with RESOURCE_EXHAUSTED. */
  static final int MAX_KEYS = 256;

  @Override
  public String name() {
    return "keypad";
  }

  @Override
  public Session open(Language language, Consumer<Transcript> interim) {
    return new KeypadSession(language, interim);
  }

  /** The keys of one caller. */
  private static final class KeypadSession implements Session {

    private final Language language;
    private final Consumer<Transcript> interim;
    private final KeyListener listener = new KeyListener(this::pressed);
    private final StringBuilder keys = new StringBuilder();

    private KeypadSession(Language language, Consumer<Transcript> interim) {
      this.language = language;
      this.interim = interim;
    }

    @Override
    public Future<Void> hear(short[] samples) {
      listener.hear(samples);
      return keys.length() <= MAX_KEYS
          ? Future.succeededFuture()
          : Future.failedFuture(tooManyKeys());
    }

    @Override
    public Future<Transcript> finish() {
      String text = PhraseBook.complete(keys.toString(), language);
      return Future.succeededFuture(new Transcript(listener.millis(), text));
    }

    @Override
    public void close() {}

    private void pressed(char key, long endMillis) {
      if (keys.length() <= MAX_KEYS) {
        keys.append(key);
      }
      if (keys.length() <= MAX_KEYS) {
        interim.accept(new Transcript(endMillis, PhraseBook.interim(keys.toString(), language)));
      }
    }

    private static RpcException tooManyKeys() {
      return RpcException.of(
              RpcCode.RESOURCE_EXHAUSTED, "keys: too many (expected: at most " + MAX_KEYS + ")")
          .withInfo(
              "TOO_MANY_KEYS",
              "interpreter.payment.vertebra.io",
              Map.of("expected", "at most " + MAX_KEYS, "got", "one more"));
    }
  }
}
