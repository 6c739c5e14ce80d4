package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The option {@code -d}: JSON itself, {@code @FILE}, or {@code @-} for the standard input. */
final class DataOption {

  private static final char REPLACEMENT = '\uFFFD';

  private DataOption() {}

  /**
   * The messages of the option.
   *
   * @param stdin read only for {@code @-}
   * @throws InputException when there is no such file
   */
  static JsonRequests open(String option, InputStream stdin, Descriptor type, AnyTypes types) {
    if (!option.startsWith("@")) {
      return new JsonRequests("-d", text(option), type, types);
    }
    if (option.equals("@-")) {
      return new JsonRequests("standard input", utf8(stdin), type, types);
    }
    String file = option.substring(1);
    return new JsonRequests(file, utf8(file(file)), type, types);
  }

  /** A locale without Unicode turns what it cannot hold into replacement characters. */
  private static Reader text(String json) {
    if (json.indexOf(REPLACEMENT) >= 0) {
      throw new InputException(
          "-d: characters that "
              + System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name())
              + ", the encoding of this locale, lacks (expected: ASCII, or LC_ALL=C.UTF-8, or the"
              + " JSON by @FILE or @-)");
    }
    return new StringReader(json);
  }

  private static Reader utf8(InputStream bytes) {
    // A decoder of its own, because one made from a charset replaces what it cannot read.
    return new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
  }

  private static InputStream file(String name) {
    try {
      return Files.newInputStream(Path.of(name));
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw new InputException("-d: @" + name + " (expected: a file that exists)");
    } catch (IOException unreadable) {
      throw new InputException("-d: @" + name + ": not readable (" + unreadable.getMessage() + ")");
    }
  }
}
