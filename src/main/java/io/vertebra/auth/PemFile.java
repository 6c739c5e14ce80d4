package io.vertebra.auth;

import io.vertebra.config.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class PemFile {

  /** One block: its label, such as {@code CERTIFICATE}, and what it holds. */
  record Block(String label, byte[] der) {}

  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private PemFile() {}

  /**
   * Reads a file of at most 1 MiB.
   *
   * @param name the configuration key that names the file, for the error
   * @throws IllegalArgumentException when it cannot be read, or a block is broken
   */
  static List<Block> read(String name, Path file) {
    Check.that(Files.exists(file), name, file, "a file that is there");
    Check.that(Files.isRegularFile(file), name, file, "a file");
    List<Block> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(text(name, file)); block.find(); ) {
      try {
        // The decoder for mail passes over what is no base64: headers of old keys among it.
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        blocks.add(new Block(block.group(1), der));
      } catch (IllegalArgumentException broken) {
        Check.that(false, name, file, "a PEM file whose blocks are base64");
      }
    }
    return blocks;
  }

  private static String text(String name, Path file) {
    try {
      Check.that(Files.size(file) <= MAX_BYTES, name, file, "a PEM file of at most 1MiB");
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException refused) {
      throw new IllegalArgumentException(
          name + ": " + file + " (expected: a file that can be read)", refused);
    }
  }
}
