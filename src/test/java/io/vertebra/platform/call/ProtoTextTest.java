package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.TextFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProtoTextTest {

  private static final String OPTIONS =
      """
      name: "options.proto" package: "o" syntax: "proto3" dependency: "google/protobuf/descriptor.proto"
      message_type {
        name: "Rule"
        field { name: "path" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "body" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
      }
      extension {
        name: "rule" number: 50001 type: TYPE_MESSAGE type_name: ".o.Rule" label: LABEL_OPTIONAL
        extendee: ".google.protobuf.MethodOptions"
      }
      extension {
        name: "tags" number: 50002 type: TYPE_STRING label: LABEL_REPEATED
        extendee: ".google.protobuf.FieldOptions"
      }
      """;

  private static final String SHOP =
      """
      name: "shop.proto" package: "shop" syntax: "proto3" dependency: "options.proto"
      message_type {
        name: "Order"
        field { name: "order_id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL json_name: "orderId" }
        field { name: "note" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL json_name: "remark"
                options { deprecated: true } }
        field { name: "lines" number: 3 type: TYPE_MESSAGE type_name: ".shop.Order.Line" label: LABEL_REPEATED }
        field { name: "prices" number: 4 type: TYPE_MESSAGE type_name: ".shop.Order.PricesEntry" label: LABEL_REPEATED }
        field { name: "card" number: 5 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
        field { name: "cash" number: 6 type: TYPE_INT64 label: LABEL_OPTIONAL oneof_index: 0 }
        field { name: "state" number: 7 type: TYPE_ENUM type_name: ".shop.Order.State" label: LABEL_OPTIONAL
                oneof_index: 1 proto3_optional: true }
        nested_type { name: "Line" field { name: "n" number: 1 type: TYPE_UINT32 label: LABEL_OPTIONAL } }
        nested_type {
          name: "PricesEntry" options { map_entry: true }
          field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field { name: "value" number: 2 type: TYPE_MESSAGE type_name: ".shop.Order.Line" label: LABEL_OPTIONAL }
        }
        enum_type {
          name: "State"
          value { name: "NONE" number: 0 }
          value { name: "PAID" number: 1 options { deprecated: true } }
          reserved_range { start: 2 end: 2 } reserved_range { start: 5 end: 9 }
        }
        oneof_decl { name: "pay" } oneof_decl { name: "_state" }
        reserved_range { start: 8 end: 9 } reserved_range { start: 20 end: 536870912 }
        reserved_name: "old"
      }
      service {
        name: "Shop"
        method { name: "Buy" input_type: ".shop.Order" output_type: ".shop.Order" }
        method { name: "Follow" input_type: ".shop.Order" output_type: ".shop.Order" server_streaming: true
                 options { idempotency_level: NO_SIDE_EFFECTS } }
      }
      source_code_info {
        location { path: 6 path: 0 leading_comments: " Sells.\\n\\n At any hour.\\n" }
        location { path: 6 path: 0 path: 2 path: 1 leading_comments: " Tells of changes.\\n" }
        location { path: 4 path: 0 path: 2 path: 0 trailing_comments: " Ours.\\n" }
        location { path: 4 path: 0 path: 8 path: 0 leading_comments: " How.\\n" }
        location { path: 4 path: 0 path: 3 path: 0 leading_comments: " A line.\\n" }
        location { path: 4 path: 0 path: 4 path: 0 path: 2 path: 1 leading_comments: " Done.\\n" }
      }
      """;

  private static final FileDescriptor OPTIONS_FILE =
      file(OPTIONS, com.google.protobuf.DescriptorProtos.getDescriptor());
  private static final FileDescriptor SHOP_FILE = file(SHOP, OPTIONS_FILE);

  private static FileDescriptor file(String text, FileDescriptor... imports) {
    try {
      return FileDescriptor.buildFrom(TextFormat.parse(text, FileDescriptorProto.class), imports);
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  private static String described(FileDescriptor file, String name) {
    GenericDescriptor symbol = Symbols.find(file, name).orElseThrow();
    return ProtoText.of(symbol);
  }

  @Test
  void writesAServiceWithCommentsAndOptions() {
    assertThat(described(SHOP_FILE, "shop.Shop"))
        .isEqualTo(
            """
            shop.Shop is a service:
            // Sells.
            //
            // At any hour.
            service Shop {
              rpc Buy(shop.Order) returns (shop.Order);
              // Tells of changes.
              rpc Follow(shop.Order) returns (stream shop.Order) {
                option idempotency_level = NO_SIDE_EFFECTS;
              }
            }
            """);
  }

  @Test
  void writesAMessageWithAllThatIsInIt() {
    assertThat(described(SHOP_FILE, "shop.Order"))
        .isEqualTo(
            """
            shop.Order is a message:
            message Order {
              // Ours.
              string order_id = 1;
              string note = 2 [json_name = "remark", deprecated = true];
              repeated shop.Order.Line lines = 3;
              map<string, shop.Order.Line> prices = 4;
              // How.
              oneof pay {
                string card = 5;
                int64 cash = 6;
              }
              optional shop.Order.State state = 7;
              // A line.
              message Line {
                uint32 n = 1;
              }
              enum State {
                NONE = 0;
                // Done.
                PAID = 1 [deprecated = true];
                reserved 2, 5 to 9;
              }
              reserved 8, 20 to max;
              reserved "old";
            }
            """);
  }

  @Test
  void writesEachOtherKindOfSymbol() {
    assertThat(described(SHOP_FILE, ".shop.Shop.Buy"))
        .isEqualTo("shop.Shop.Buy is a method:\nrpc Buy(shop.Order) returns (shop.Order);\n");
    assertThat(described(SHOP_FILE, "shop.Order.State").lines())
        .contains("shop.Order.State is an enum:", "enum State {");
    assertThat(described(SHOP_FILE, "shop.Order.State.PAID"))
        .isEqualTo(
            "shop.Order.State.PAID is an enum value:\n// Done.\nPAID = 1 [deprecated = true];\n");
    assertThat(described(SHOP_FILE, "shop.Order.order_id"))
        .isEqualTo("shop.Order.order_id is a field:\n// Ours.\nstring order_id = 1;\n");
    assertThat(described(SHOP_FILE, "shop.Order.pay").lines())
        .contains("shop.Order.pay is a oneof:", "oneof pay {");
    assertThat(described(OPTIONS_FILE, "o.tags"))
        .isEqualTo(
            "o.tags is an extension of google.protobuf.FieldOptions:\n"
                + "repeated string tags = 50002;\n");
  }

  @Test
  void writesOptionsThatOtherFilesDeclare() throws Exception {
    FileDescriptorProto.Builder shop = SHOP_FILE.toProto().toBuilder();
    shop.getServiceBuilder(0)
        .getMethodBuilder(0)
        .getOptionsBuilder()
        .mergeFrom(unknown(50001, "\n\u0005/shop"));
    shop.getMessageTypeBuilder(0)
        .getFieldBuilder(0)
        .getOptionsBuilder()
        .mergeFrom(unknown(50002, "a"))
        .mergeFrom(unknown(50002, "b"));
    FileDescriptor file =
        FileDescriptor.buildFrom(shop.build(), new FileDescriptor[] {OPTIONS_FILE});

    assertThat(described(file, "shop.Shop.Buy").lines())
        .containsExactly(
            "shop.Shop.Buy is a method:",
            "rpc Buy(shop.Order) returns (shop.Order) {",
            "  option (o.rule) = { path: \"/shop\" };",
            "}");
    assertThat(described(file, "shop.Order.order_id"))
        .endsWith("string order_id = 1 [(o.tags) = \"a\", (o.tags) = \"b\"];\n");
  }

  /** The bytes of a length-delimited field. */
  private static byte[] unknown(int number, String value) {
    int tag = number << 3 | 2;
    byte[] bytes = new byte[4 + value.length()];
    bytes[0] = (byte) (tag & 0x7f | 0x80);
    bytes[1] = (byte) (tag >> 7 & 0x7f | 0x80);
    bytes[2] = (byte) (tag >> 14);
    bytes[3] = (byte) value.length();
    System.arraycopy(value.getBytes(), 0, bytes, 4, value.length());
    return bytes;
  }

  @Test
  void writesDefaultsAndLabelsOfProto2() {
    FileDescriptor file =
        file(
            """
            name: "two.proto" package: "two"
            message_type {
              name: "M"
              field { name: "a" number: 1 type: TYPE_STRING label: LABEL_REQUIRED }
              field { name: "b" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL default_value: "x\\"y" }
              field { name: "c" number: 3 type: TYPE_INT32 label: LABEL_OPTIONAL default_value: "-7" }
              extension_range { start: 100 end: 536870912 }
            }
            """);

    assertThat(Arrays.asList(described(file, "two.M").split("\n")))
        .containsSubsequence(
            "  required string a = 1;",
            "  optional string b = 2 [default = \"x\\\"y\"];",
            "  optional int32 c = 3 [default = -7];",
            "  extensions 100 to max;");
  }
}
