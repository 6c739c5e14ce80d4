package io.vertebra.platform.call;

import io.vertebra.rpc.Metadata;
import java.util.Base64;
import java.util.List;

/** The option {@code -H}: request metadata as a person writes it. */
final class HeaderOption {

  private HeaderOption() {}

  /**
   * Metadata of lines {@code name: value}; the value of a name in {@code -bin} is base64.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static Metadata parse(List<String> lines) {
    Metadata metadata = Metadata.EMPTY;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException(line + " (expected: 'name: value')");
      }
      metadata = with(metadata, line.substring(0, colon).strip(), line.substring(colon + 1));
    }
    return metadata;
  }

  private static Metadata with(Metadata metadata, String name, String value) {
    return name.endsWith("-bin")
        ? metadata.withBinary(name, bytes(name, value.strip()))
        : metadata.with(name, value.strip());
  }

  private static byte[] bytes(String name, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          name + ": " + base64 + " (expected: base64, as the name ends in -bin)");
    }
  }
}
