package io.vertebra.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.List;
import java.util.Map;

/**
 * A full message of each type, with values as they occur in service: all fields set, the last of
 * each oneof, two of what repeats.
 */
final class SampleMessages {

  private static final int REPEATED = 2;
  private static final int MAX_DEPTH = 4;
  private static final int AUDIO_BYTES = 640; // 20 ms of 16-bit mono at 16 kHz
  private static final long MONEY = 129_900;
  private static final long SECONDS = 1_790_000_000;
  private static final int NANOS = 123_456_789;

  /** By the end of a field's name; the first that fits. */
  private static final List<Map.Entry<String, String>> TEXTS =
      List.of(
          Map.entry("currency", "EUR"),
          Map.entry("day", "2026-11-23"),
          Map.entry("pair", "EUR/USD"),
          Map.entry("pairs", "EUR/USD"),
          Map.entry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"),
          Map.entry("_key", "checkout-7f3c2a91-0001"),
          Map.entry("_id", "01JD8Q2W3E4R5T6Y7U8I9O0PAS"),
          Map.entry("_token", "MDFKRDhRMlczRTRSNVQ2WTdVOEk5TzBQQVM"),
          Map.entry("_name", "Maria Garcia"),
          Map.entry("_file", "2026-11-23-000042.ndjson"),
          Map.entry("reason", "INSUFFICIENT_FUNDS"),
          Map.entry("rule", "PAYMENT_COUNT"),
          Map.entry("source", "checkout"),
          Map.entry("text", "transfer to savings"),
          Map.entry("description", "Order 1042, two items"),
          Map.entry("message", "the payer has 12.00 EUR, 1299.00 EUR are needed"));

  private SampleMessages() {}

  static DynamicMessage of(Descriptor type) {
    return of(type, 0);
  }

  private static DynamicMessage of(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (isMessage && depth == MAX_DEPTH) {
        continue;
      }
      if (!field.isRepeated()) {
        message.setField(field, value(field, depth));
      }
      for (int i = 0; field.isRepeated() && i < (field.isMapField() ? 1 : REPEATED); i++) {
        message.addRepeatedField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private static Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT ->
          field.getName().equals("nanos") ? NANOS : field.getName().equals("version") ? 1 : 20;
      case LONG -> field.getName().equals("seconds") ? SECONDS : MONEY;
      case FLOAT -> 0.5f;
      case DOUBLE -> 0.5;
      case BOOLEAN -> true;
      case STRING -> text(field.getName());
      case BYTE_STRING -> ByteString.copyFrom(new byte[AUDIO_BYTES]);
      case ENUM -> field.getEnumType().getValues().get(field.getEnumType().getValues().size() - 1);
      case MESSAGE -> of(field.getMessageType(), depth + 1);
    };
  }

  private static String text(String name) {
    return TEXTS.stream()
        .filter(entry -> name.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("a short text");
  }
}
