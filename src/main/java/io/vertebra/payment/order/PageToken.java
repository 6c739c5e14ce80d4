package io.vertebra.payment.order;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Where a page of orders begins, as callers carry it from one List to the next: the last order of
 * the page before, and a checksum over that and the filter.
 *
 * <p>The checksum keeps honest callers from mixing up tokens; it is not a secret, and needs none,
 * since a token opens nothing that List does not show anyway.
 */
record PageToken(String lastOrderId) {

  private static final int CHECKSUM_CHARS = 8;

  /** The token for a caller. */
  String encode(String filter) {
    String plain = checksum(filter, lastOrderId) + lastOrderId;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** The token a caller gave; empty when it is none of ours, or of another filter. */
  static Optional<PageToken> decode(String token, String filter) {
    String plain;
    try {
      plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (plain.length() <= CHECKSUM_CHARS) {
      return Optional.empty();
    }
    String lastOrderId = plain.substring(CHECKSUM_CHARS);
    return plain.startsWith(checksum(filter, lastOrderId))
        ? Optional.of(new PageToken(lastOrderId))
        : Optional.empty();
  }

  private static String checksum(String filter, String lastOrderId) {
    CRC32 crc = new CRC32();
    crc.update((filter + '\n' + lastOrderId).getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
