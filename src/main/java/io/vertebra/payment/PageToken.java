package io.vertebra.payment;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Where a page of a list begins, as callers carry it from one call to the next: the last item of
 * the page before, and a checksum over that and the filter.
 *
 * <p>The checksum keeps honest callers from mixing up tokens; it is not a secret, and needs none,
 * since a token opens nothing that the list does not show anyway.
 */
public final class PageToken {

  private static final int CHECKSUM_CHARS = 8;

  private PageToken() {}

  /**
   * The token for a caller.
   *
   * @param last says which item was the last one
   * @param filter says what is listed
   */
  public static String of(String last, String filter) {
    String plain = checksum(filter, last) + last;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The item after which a caller wants to read on.
   *
   * @param token of the request
   * @param first what an empty token stands for
   * @param read understands what {@link #of} was given; empty when it cannot
   * @throws io.vertebra.rpc.RpcException INVALID_ARGUMENT when the token is none of ours, or of
   *     another filter
   */
  public static <T> T after(
      String token, String filter, T first, Function<String, Optional<T>> read) {
    if (token.isEmpty()) {
      return first;
    }
    Optional<T> last = decode(token, filter).flatMap(read);
    new RequestCheck()
        .require(
            last.isPresent(), "page_token", token, "a next_page_token, given with the same filter")
        .orRefuse();
    return last.orElseThrow();
  }

  private static Optional<String> decode(String token, String filter) {
    String plain;
    try {
      plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (plain.length() <= CHECKSUM_CHARS) {
      return Optional.empty();
    }
    String last = plain.substring(CHECKSUM_CHARS);
    return plain.startsWith(checksum(filter, last)) ? Optional.of(last) : Optional.empty();
  }

  private static String checksum(String filter, String last) {
    CRC32 crc = new CRC32();
    crc.update((filter + '\n' + last).getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
