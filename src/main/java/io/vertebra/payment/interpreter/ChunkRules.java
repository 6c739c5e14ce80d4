package io.vertebra.payment.interpreter;

import io.vertebra.payment.interpreter.v1.Language;
import io.vertebra.payment.interpreter.v1.TranslationRequest;
import io.vertebra.rpc.RpcException;
import java.util.regex.Pattern;

/** The rules for the chunks of a session, and where the session is. One thread. */
final class ChunkRules {

  private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private final int maxChunkBytes;
  private String sessionId;
  private Language language;
  private long nextChunkId;
  private boolean complete;

  ChunkRules(int maxChunkBytes) {
    this.maxChunkBytes = maxChunkBytes;
  }

  /** What the session's texts are written in; null before chunk 0. */
  Language language() {
    return language;
  }

  /** Whether the chunk with is_final has come. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Admits the next chunk.
   *
   * @throws RpcException INVALID_ARGUMENT or OUT_OF_RANGE
   */
  void admit(TranslationRequest chunk) {
    long chunkId = Integer.toUnsignedLong(chunk.getChunkId());
    if (complete) {
      throw Refusals.outOfPlace(
          "CHUNK_AFTER_FINAL",
          "chunk_id",
          "nothing after chunk " + (nextChunkId - 1) + ", which had is_final",
          Long.toString(chunkId));
    }
    if (chunkId != nextChunkId) {
      throw Refusals.outOfPlace(
          "CHUNK_OUT_OF_ORDER", "chunk_id", Long.toString(nextChunkId), Long.toString(chunkId));
    }
    if (sessionId == null) {
      begin(chunk);
    } else {
      checkUnchanged(chunk);
    }
    checkAudio(chunk);
    nextChunkId++;
    complete = chunk.getIsFinal();
  }

  /**
   * The end of the client's stream.
   *
   * @throws RpcException OUT_OF_RANGE when there was no chunk with is_final
   */
  void end() {
    if (!complete) {
      throw Refusals.outOfPlace(
          "NO_FINAL_CHUNK",
          "is_final",
          "chunk " + nextChunkId + ", or one after it, with is_final",
          "the end of the stream");
    }
  }

  private void begin(TranslationRequest chunk) {
    if (!SESSION_ID.matcher(chunk.getSessionId()).matches()) {
      throw Refusals.invalid(
          "INVALID_SESSION_ID",
          "session_id",
          "1 to 128 of letters, digits and . _ : -",
          '"' + chunk.getSessionId() + '"');
    }
    sessionId = chunk.getSessionId();
    language =
        switch (chunk.getLanguage()) {
          case LANGUAGE_UNSPECIFIED, LANGUAGE_ENGLISH -> Language.LANGUAGE_ENGLISH;
          case LANGUAGE_CHINESE -> Language.LANGUAGE_CHINESE;
          case UNRECOGNIZED ->
              throw Refusals.invalid(
                  "INVALID_LANGUAGE",
                  "language",
                  "LANGUAGE_ENGLISH or LANGUAGE_CHINESE",
                  Integer.toString(chunk.getLanguageValue()));
        };
  }

  private void checkUnchanged(TranslationRequest chunk) {
    if (!chunk.getSessionId().equals(sessionId)) {
      throw Refusals.invalid(
          "SESSION_CHANGED", "session_id", sessionId, '"' + chunk.getSessionId() + '"');
    }
    if (chunk.getLanguageValue() != 0 && chunk.getLanguage() != language) {
      throw Refusals.invalid(
          "LANGUAGE_CHANGED",
          "language",
          language + ", or not set",
          Integer.toString(chunk.getLanguageValue()));
    }
  }

  private void checkAudio(TranslationRequest chunk) {
    int bytes = chunk.getAudioData().size();
    if (bytes > maxChunkBytes) {
      throw Refusals.invalid(
          "CHUNK_TOO_LARGE", "audio_data", "at most " + maxChunkBytes + " bytes", bytes + " bytes");
    }
    if (bytes % 2 != 0) {
      throw Refusals.invalid(
          "ODD_AUDIO", "audio_data", "an even number of bytes, two for a sample", bytes + " bytes");
    }
  }
}
