package io.vertebra.contract.policy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a serialized message, by number; of several values of one field the last counts.
 *
 * <p>Immutable.
 */
public final class Fields {

  private final UnknownFieldSet fields;

  private Fields(UnknownFieldSet fields) {
    this.fields = fields;
  }

  /**
   * The fields of a message.
   *
   * @throws IllegalArgumentException when it holds bytes that are no message
   */
  public static Fields of(Message message) {
    return of(message.toByteString());
  }

  private static Fields of(ByteString bytes) {
    try {
      return new Fields(UnknownFieldSet.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("options: " + e.getMessage(), e);
    }
  }

  /** Whether the field has a value. */
  public boolean has(int number) {
    return fields.hasField(number);
  }

  /** Empty when not stated. */
  public String text(int number) {
    List<String> values = texts(number);
    return values.isEmpty() ? "" : values.get(values.size() - 1);
  }

  /** All values of a repeated field. */
  public List<String> texts(int number) {
    return fields.getField(number).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  /** An integer, enum or bool; 0 when not stated. */
  public long number(int number) {
    List<Long> values = fields.getField(number).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** A double; 0 when not stated. */
  public double real(int number) {
    List<Long> values = fields.getField(number).getFixed64List();
    return values.isEmpty() ? 0 : Double.longBitsToDouble(values.get(values.size() - 1));
  }

  /** The fields of a message within; without any when not stated. */
  public Fields within(int number) {
    // Parts of one message that are stated apart are merged by reading them one after another.
    return of(
        fields.getField(number).getLengthDelimitedList().stream()
            .reduce(ByteString.EMPTY, ByteString::concat));
  }

  /** {@link #within}, unless it is not stated. */
  public Optional<Fields> block(int number) {
    return has(number) ? Optional.of(within(number)) : Optional.empty();
  }
}
