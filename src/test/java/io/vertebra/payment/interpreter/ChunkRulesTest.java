package io.vertebra.payment.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.vertebra.payment.interpreter.v1.Language;
import io.vertebra.payment.interpreter.v1.TranslationRequest;
import io.vertebra.rpc.RpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkRulesTest {

  private static final int MAX_BYTES = 320;

  private static TranslationRequest.Builder chunk(int id) {
    return TranslationRequest.newBuilder().setVersion(1).setSessionId("s").setChunkId(id);
  }

  private static ByteString bytes(int count) {
    return ByteString.copyFrom(new byte[count]);
  }

  @Test
  void admitsChunksInOrder() {
    ChunkRules rules = new ChunkRules(MAX_BYTES);
    rules.admit(chunk(0).setLanguage(Language.LANGUAGE_CHINESE).build());
    rules.admit(chunk(1).setAudioData(bytes(MAX_BYTES)).build());
    rules.admit(chunk(2).setLanguage(Language.LANGUAGE_CHINESE).setIsFinal(true).build());
    assertThat(rules.language()).isEqualTo(Language.LANGUAGE_CHINESE);
    assertThat(rules.isComplete()).isTrue();
    assertThatCode(rules::end).doesNotThrowAnyException();
  }

  @Test
  void speaksEnglishUnlessAskedOtherwise() {
    ChunkRules rules = new ChunkRules(MAX_BYTES);
    rules.admit(chunk(0).build());
    assertThat(rules.language()).isEqualTo(Language.LANGUAGE_ENGLISH);
  }

  private record Breach(
      String reason, String expected, String got, List<TranslationRequest> chunks) {}

  private static Arguments breach(
      String code, String reason, String expected, String got, TranslationRequest.Builder... all) {
    List<TranslationRequest> chunks = new ArrayList<>();
    for (TranslationRequest.Builder chunk : all) {
      chunks.add(chunk.build());
    }
    return Arguments.of(code + " " + reason, new Breach(reason, expected, got, chunks));
  }

  static List<Arguments> breaches() {
    String range = "OUT_OF_RANGE";
    String argument = "INVALID_ARGUMENT";
    UnaryOperator<TranslationRequest.Builder> last = chunk -> chunk.setIsFinal(true);
    String id = "1 to 128 of letters, digits and . _ : -";
    return List.of(
        breach(range, "CHUNK_OUT_OF_ORDER", "0", "1", chunk(1)),
        breach(range, "CHUNK_OUT_OF_ORDER", "1", "2", chunk(0), chunk(2)),
        breach(range, "CHUNK_OUT_OF_ORDER", "1", "0", chunk(0), chunk(0)),
        breach(range, "CHUNK_OUT_OF_ORDER", "1", "4294967295", chunk(0), chunk(-1)),
        breach(
            range,
            "CHUNK_AFTER_FINAL",
            "nothing after chunk 1, which had is_final",
            "2",
            chunk(0),
            last.apply(chunk(1)),
            chunk(2)),
        breach(argument, "SESSION_CHANGED", "s", "\"t\"", chunk(0), chunk(1).setSessionId("t")),
        breach(argument, "SESSION_CHANGED", "s", "\"\"", chunk(0), chunk(1).setSessionId("")),
        breach(argument, "INVALID_SESSION_ID", id, "\"\"", chunk(0).setSessionId("")),
        breach(argument, "INVALID_SESSION_ID", id, "\"a b?\"", chunk(0).setSessionId("a b\n")),
        breach(
            argument,
            "INVALID_LANGUAGE",
            "LANGUAGE_ENGLISH or LANGUAGE_CHINESE",
            "9",
            chunk(0).setLanguageValue(9)),
        breach(
            argument,
            "LANGUAGE_CHANGED",
            "LANGUAGE_ENGLISH, or not set",
            "2",
            chunk(0),
            chunk(1).setLanguage(Language.LANGUAGE_CHINESE)),
        breach(
            argument,
            "ODD_AUDIO",
            "an even number of bytes, two for a sample",
            "7 bytes",
            chunk(0).setAudioData(bytes(7))),
        breach(
            argument,
            "CHUNK_TOO_LARGE",
            "at most 320 bytes",
            "322 bytes",
            chunk(0).setAudioData(bytes(322))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaches")
  void refusesAndSaysWhatItExpectedAndGot(String name, Breach breach) {
    ChunkRules rules = new ChunkRules(MAX_BYTES);
    int last = breach.chunks().size() - 1;
    breach.chunks().subList(0, last).forEach(rules::admit);

    RpcException refused =
        catchThrowableOfType(RpcException.class, () -> rules.admit(breach.chunks().get(last)));

    ErrorInfo info = refused.info().orElseThrow();
    assertThat(refused.code() + " " + info.getReason()).isEqualTo(name);
    assertThat(info.getDomain()).isEqualTo("interpreter.payment.vertebra.io");
    assertThat(info.getMetadataMap())
        .containsEntry("expected", breach.expected())
        .containsEntry("got", breach.got());
    assertThat(refused.status().message())
        .endsWith(": " + breach.got() + " (expected: " + breach.expected() + ")");
  }

  @Test
  void refusesAnEndWithoutAFinalChunk() {
    ChunkRules rules = new ChunkRules(MAX_BYTES);
    rules.admit(chunk(0).build());
    RpcException refused = catchThrowableOfType(RpcException.class, rules::end);
    assertThat(refused.info().orElseThrow().getReason()).isEqualTo("NO_FINAL_CHUNK");
    assertThat(refused.status().message())
        .isEqualTo(
            "is_final: the end of the stream"
                + " (expected: chunk 1, or one after it, with is_final)");
  }
}
