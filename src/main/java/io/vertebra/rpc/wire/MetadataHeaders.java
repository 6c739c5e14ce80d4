package io.vertebra.rpc.wire;

import io.vertebra.rpc.Metadata;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@link Metadata} as HTTP/2 headers and trailers. */
public final class MetadataHeaders {

  private MetadataHeaders() {}

  /** The custom metadata among headers: all but those of HTTP/2 and of gRPC itself. */
  public static Metadata read(MultiMap headers) {
    List<String> entries = new ArrayList<>(headers.size() * 2);
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey();
      if (!isReserved(name)) {
        entries.add(name.toLowerCase(Locale.ROOT));
        entries.add(header.getValue());
      }
    }
    return Metadata.fromWire(entries.toArray(String[]::new));
  }

  /** Adds metadata to headers. */
  public static void write(Metadata metadata, MultiMap headers) {
    metadata.forEach(headers::add);
  }

  private static boolean isReserved(String name) {
    if (name.isEmpty()) {
      return true;
    }
    return switch (name.charAt(0)) {
      case ':' -> true;
      case 'g' -> Metadata.isOfGrpc(name);
      case 'c' -> name.equals("content-type") || name.equals("connection");
      case 't' -> name.equals("te");
      default -> false;
    };
  }
}
