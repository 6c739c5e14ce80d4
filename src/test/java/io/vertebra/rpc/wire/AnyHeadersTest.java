package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Any header values are read as something, or as one clean failure. */
class AnyHeadersTest {

  /** What a header may hold, percent signs and digits above all. */
  @Provide
  Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("%0123456789abcdefABCDEF+/=, ").ofMaxLength(60),
        Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(60),
        Arbitraries.strings().ofMaxLength(60));
  }

  @Provide
  Arbitrary<String> timeouts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("0123456789HMSmun-+. ").ofMaxLength(12),
        Arbitraries.strings().ofMaxLength(12));
  }

  @Provide
  Arbitrary<String> codes() {
    return Arbitraries.oneOf(
        Arbitraries.integers().map(String::valueOf),
        Arbitraries.integers().between(-1, 20).map(String::valueOf),
        Arbitraries.strings().ofMaxLength(5));
  }

  /** Details that are whole, that are broken, and that are not base64 at all. */
  @Provide
  Arbitrary<String> details() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(80);
    return Arbitraries.oneOf(
        bytes.map(Base64.getEncoder()::encodeToString),
        bytes.map(Base64.getEncoder().withoutPadding()::encodeToString),
        values());
  }

  @Property(seed = "1")
  void areAStatus(
      @ForAll("codes") String code,
      @ForAll("values") String message,
      @ForAll("details") String details) {
    MultiMap trailers =
        MultiMap.caseInsensitiveMultiMap()
            .add(StatusTrailers.STATUS, code)
            .add(StatusTrailers.MESSAGE, message)
            .add(StatusTrailers.DETAILS, details);
    RpcException failure = StatusTrailers.read(trailers);
    if (failure != null) {
      assertThat(failure.code()).isNotEqualTo(RpcCode.OK);
      assertThat(failure.status().message().length()).isLessThanOrEqualTo(message.length());
    }
  }

  @Property(seed = "2")
  void bringAFailureBack(
      @ForAll String message, @ForAll Map<String, String> info, @ForAll byte[] bytes) {
    RpcException failure =
        RpcException.of(RpcCode.ABORTED, AnyBytesTest.utf8(message))
            .withTrailers(Metadata.EMPTY.withBinary("any-bin", bytes));
    for (Map.Entry<String, String> entry : info.entrySet()) {
      failure =
          failure.withInfo(
              AnyBytesTest.utf8(entry.getKey()),
              "d",
              Map.of("k", AnyBytesTest.utf8(entry.getValue())));
    }
    MultiMap trailers = MultiMap.caseInsensitiveMultiMap().add(StatusTrailers.STATUS, "10");
    StatusTrailers.write(failure, trailers);
    RpcException read = StatusTrailers.read(trailers);
    assertThat(read.status()).isEqualTo(failure.status());
    assertThat(read.trailers().getBinary("any-bin")).hasValue(bytes);
  }

  @Property(seed = "3")
  void fitOrKeepTheirCode(
      @ForAll String message,
      @ForAll @Size(max = 3_000) byte[] bytes,
      @ForAll @LongRange(min = 1_024, max = 16_384) long maxBytes) {
    RpcException failure =
        RpcException.of(RpcCode.ABORTED, message)
            .withTrailers(Metadata.EMPTY.withBinary("any-bin", bytes));
    RpcException fitting = StatusTrailers.fitting(failure, maxBytes);
    MultiMap trailers = HttpHeaders.headers();
    StatusTrailers.write(fitting, trailers);
    long size = 0;
    for (Map.Entry<String, String> entry : trailers) {
      size += entry.getKey().length() + entry.getValue().length() + 32;
    }
    assertThat(size).isLessThan(maxBytes);
    assertThat(fitting.code()).isEqualTo(RpcCode.ABORTED);
  }

  @Property(seed = "4")
  void areATimeoutOrInternal(@ForAll("timeouts") String header) {
    Throwable thrown =
        catchThrowable(
            () -> assertThat(TimeoutHeader.parseNanos(header)).isGreaterThanOrEqualTo(0));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(RpcException.class);
      assertThat(((RpcException) thrown).code()).isEqualTo(RpcCode.INTERNAL);
    }
  }

  @Property(seed = "5")
  void bringATimeoutBack(@ForAll @LongRange(min = 1) long nanos) {
    long read = TimeoutHeader.parseNanos(TimeoutHeader.format(nanos));
    long oneUnit = nanos > 99_999_999L * 3600 * 1_000_000_000 ? 0 : nanos / 10_000_000 + 1;
    assertThat(read).isBetween(nanos - Math.max(oneUnit, TimeUnit.HOURS.toNanos(1)), nanos);
  }

  @Property(seed = "6")
  void areMetadata(@ForAll("values") String value) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("any", value).add("any-bin", value);
    Metadata metadata = MetadataHeaders.read(headers);
    assertThat(metadata.get("any")).isEqualTo(value);
    assertThat(metadata.getBinary("any-bin")).isNotNull();
  }

  @Property(seed = "7")
  void decodeWhatPercentEncodes(@ForAll String text) {
    String encoded = StatusTrailers.percentEncode(text);
    assertThat(encoded).matches("[ -~]*");
    assertThat(StatusTrailers.percentDecode(encoded)).isEqualTo(AnyBytesTest.utf8(text));
  }
}
