package io.vertebra.platform.call;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UninitializedMessageException;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;

/**
 * Messages of one type out of JSON texts that stand one after the other.
 *
 * <p>Reads no further than a message's last character, so that messages can be sent as a person or
 * a program writes them. Blocks. One thread at a time.
 */
final class JsonRequests {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String source;
  private final Descriptor type;
  private final AnyTypes types;
  private final JsonParser parser;

  /**
   * @param source what to call the origin of the text in messages to people
   * @param types where the types inside of {@code Any} come from
   */
  JsonRequests(String source, Reader text, Descriptor type, AnyTypes types) {
    this.source = source;
    this.type = type;
    this.types = types;
    try {
      this.parser = FACTORY.createParser(text);
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  /**
   * The next message; null after the last.
   *
   * @throws InputException naming line and column, when the text is no JSON of the type
   */
  DynamicMessage next() {
    JsonLocation start = null;
    try {
      if (parser.nextToken() == null) {
        return null;
      }
      start = parser.currentTokenLocation();
      return message(start);
    } catch (JsonEOFException early) {
      throw wrong(
          start == null ? early.getLocation() : start,
          "the JSON that starts here does not end (expected: " + type.getFullName() + ")");
    } catch (JsonProcessingException malformed) {
      throw wrong(
          malformed.getLocation(),
          malformed.getOriginalMessage() + " (expected: JSON of " + type.getFullName() + ")");
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private DynamicMessage message(JsonLocation start) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY && WellKnown.isObject(type)) {
      throw wrong(
          start,
          "an array (expected: a "
              + type.getFullName()
              + "; several messages stand one after the other)");
    }
    CheckedCopy copy = new CheckedCopy(parser, this::wrong);
    String json = copy.of(type);
    copy.typeUrls().forEach(types::find);
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    try {
      merge(json, builder);
      return builder.build();
    } catch (InvalidProtocolBufferException | IllegalArgumentException refused) {
      throw located(copy, start, refused);
    } catch (UninitializedMessageException incomplete) {
      throw wrong(
          start,
          String.join(", ", incomplete.getMissingFields())
              + ": missing (expected: all required fields of "
              + type.getFullName()
              + ")");
    }
  }

  private void merge(String json, Message.Builder into) throws InvalidProtocolBufferException {
    JsonFormat.parser().usingTypeRegistry(types.registry()).merge(json, into);
  }

  /** The refusal of the first value that is refused by itself, or else of the whole message. */
  private InputException located(CheckedCopy copy, JsonLocation start, Exception refused) {
    for (CheckedCopy.Value value : copy.values()) {
      Descriptor owner = value.field().getContainingType();
      try {
        merge(copy.alone(value), DynamicMessage.newBuilder(owner));
      } catch (InvalidProtocolBufferException | IllegalArgumentException own) {
        return wrong(
            value.location(),
            value.field().getName() + " of " + owner.getFullName() + ": " + own.getMessage());
      }
    }
    return wrong(start, type.getFullName() + ": " + refused.getMessage());
  }

  private InputException wrong(JsonLocation location, String what) {
    return new InputException(
        source
            + ": line "
            + location.getLineNr()
            + ", column "
            + location.getColumnNr()
            + ": "
            + what);
  }

  private InputException unreadable(IOException cause) {
    return new InputException(
        cause instanceof CharacterCodingException
            ? source + ": bytes that are no text (expected: UTF-8)"
            : source + ": not readable (" + cause.getMessage() + ")");
  }
}
