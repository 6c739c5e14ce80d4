package io.vertebra.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Headers or trailers of a call: an ordered, immutable multimap.
 *
 * <p>Names are of {@code [0-9a-z_.-]}, at least one character, kept in lower case. Values are
 * printable ASCII without blanks at their ends, except under names ending in {@code -bin}, whose
 * values are bytes. Names that gRPC keeps for itself ({@code grpc-}, pseudo headers, {@code
 * content-type}, {@code te}) are refused when set by hand.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">Custom-Metadata</a>
 */
public final class Metadata {

  /** No entries. */
  public static final Metadata EMPTY = new Metadata(new String[0]);

  /** RFC 9113, 6.5.2. */
  private static final int ENTRY_BYTES = 32;

  private static final String BINARY_SUFFIX = "-bin";
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  /** How many attempts of a call were made before; a client's retries say so. */
  public static final String PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";

  /** When a call that a server has failed may be tried again, in its trailers. */
  public static final String RETRY_PUSHBACK = "grpc-retry-pushback-ms";

  private static final Set<String> RESERVED = Set.of("content-type", "te", "host", "connection");

  /** Name, value, name, value, ...; a binary value as base64 without padding. */
  private final String[] entries;

  private Metadata(String[] entries) {
    this.entries = entries;
  }

  /**
   * Metadata of ASCII entries.
   *
   * @param namesAndValues name, value, name, value, ...
   * @throws IllegalArgumentException on an odd count, or a name or value that breaks the rules
   */
  public static Metadata of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "namesAndValues: " + namesAndValues.length + " strings (expected: an even number)");
    }
    Metadata metadata = EMPTY;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      metadata = metadata.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return metadata;
  }

  /**
   * Metadata as a transport read it: nothing is checked again.
   *
   * @param namesAndValues lower-case names and values as on the wire, alternating; the array is
   *     handed over and must not be changed afterwards
   */
  public static Metadata fromWire(String[] namesAndValues) {
    return namesAndValues.length == 0 ? EMPTY : new Metadata(namesAndValues);
  }

  /**
   * This metadata and one more ASCII entry.
   *
   * @throws IllegalArgumentException when the name or the value breaks the rules
   */
  public Metadata with(String name, String value) {
    String key = checkedName(name);
    if (key.endsWith(BINARY_SUFFIX)) {
      throw new IllegalArgumentException(
          "metadata: " + name + " (expected: withBinary for a name ending in -bin)");
    }
    return plus(key, checkedValue(key, value));
  }

  /**
   * This metadata and one more binary entry.
   *
   * @param name ends in {@code -bin}
   * @throws IllegalArgumentException when the name breaks the rules
   */
  public Metadata withBinary(String name, byte[] value) {
    String key = checkedName(name);
    if (!key.endsWith(BINARY_SUFFIX)) {
      throw new IllegalArgumentException("metadata: " + name + " (expected: a name in -bin)");
    }
    return plus(key, ENCODER.encodeToString(value));
  }

  /** This metadata without any entry of that name. */
  public Metadata without(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    List<String> kept = new ArrayList<>(entries.length);
    forEach(
        (entryName, value) -> {
          if (!entryName.equals(key)) {
            kept.add(entryName);
            kept.add(value);
          }
        });
    return kept.size() == entries.length ? this : fromWire(kept.toArray(String[]::new));
  }

  /** This metadata followed by the other's entries. */
  public Metadata merge(Metadata other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    String[] joined = Arrays.copyOf(entries, entries.length + other.entries.length);
    System.arraycopy(other.entries, 0, joined, entries.length, other.entries.length);
    return new Metadata(joined);
  }

  /** The last value of a name, as on the wire; null when there is none. */
  public String get(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    for (int i = entries.length - 2; i >= 0; i -= 2) {
      if (entries[i].equals(key)) {
        return entries[i + 1];
      }
    }
    return null;
  }

  /** All values of a name in order, as on the wire. */
  public List<String> getAll(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i].equals(key)) {
        values.add(entries[i + 1]);
      }
    }
    return values;
  }

  /**
   * The last bytes under a {@code -bin} name; empty when there are none, or when a peer sent what
   * is not base64.
   */
  public Optional<byte[]> getBinary(String name) {
    String value = get(name);
    if (value == null) {
      return Optional.empty();
    }
    String last = value.substring(value.lastIndexOf(',') + 1).trim();
    try {
      return Optional.of(Base64.getDecoder().decode(last));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The names, each once, in order of first use. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    forEach((name, value) -> names.add(name));
    return names;
  }

  /** Calls back for each entry in order, with its value as on the wire. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < entries.length; i += 2) {
      action.accept(entries[i], entries[i + 1]);
    }
  }

  /**
   * Its size as HTTP/2 counts it for SETTINGS_MAX_HEADER_LIST_SIZE: 32 bytes an entry are added.
   */
  public int headerListBytes() {
    int bytes = entries.length / 2 * ENTRY_BYTES;
    for (String nameOrValue : entries) {
      bytes += nameOrValue.length();
    }
    return bytes;
  }

  /** Whether there are no entries. */
  public boolean isEmpty() {
    return entries.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata metadata && Arrays.equals(entries, metadata.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  /** The names only: values may be secret. */
  @Override
  public String toString() {
    return "Metadata" + names();
  }

  private Metadata plus(String name, String value) {
    String[] more = Arrays.copyOf(entries, entries.length + 2);
    more[entries.length] = name;
    more[entries.length + 1] = value;
    return new Metadata(more);
  }

  /**
   * Whether gRPC keeps a name for what it says on the wire; its metadata is not among that.
   *
   * @param name in lower case
   */
  public static boolean isOfGrpc(String name) {
    return name.startsWith("grpc-")
        && !name.equals(PREVIOUS_ATTEMPTS)
        && !name.equals(RETRY_PUSHBACK);
  }

  private static String checkedName(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    boolean legal = !key.isEmpty() && !isOfGrpc(key) && !RESERVED.contains(key);
    for (int i = 0; legal && i < key.length(); i++) {
      char c = key.charAt(i);
      legal = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.';
    }
    if (!legal) {
      throw new IllegalArgumentException(
          "metadata: " + name + " (expected: a name of [0-9a-z_.-] that gRPC does not reserve)");
    }
    return key;
  }

  private static String checkedValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "metadata."
                + name
                + ": character "
                + (int) value.charAt(i)
                + " at "
                + i
                + " (expected: printable ASCII, or bytes under a -bin name)");
      }
    }
    return value.strip();
  }
}
