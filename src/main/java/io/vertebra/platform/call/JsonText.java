package io.vertebra.platform.call;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages as JSON, in the form that protobuf defines.
 *
 * @see <a href="https://protobuf.dev/programming-guides/json/">ProtoJSON Format</a>
 */
final class JsonText {

  /** What a JSON writer made for web pages escapes, behind an even number of backslashes. */
  private static final Pattern NEEDLESS_ESCAPE =
      Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u00(26|27|3c|3d|3e)");

  private final AnyTypes types;
  private final boolean withDefaults;
  private final boolean protoNames;
  private final boolean compact;
  private TypeRegistry registry;
  private JsonFormat.Printer printer;

  /**
   * @param withDefaults whether fields without presence are written when they are not set
   * @param protoNames whether fields have their names in the contract, not those in camel case
   * @param compact whether a message stands on one line
   */
  JsonText(AnyTypes types, boolean withDefaults, boolean protoNames, boolean compact) {
    this.types = types;
    this.withDefaults = withDefaults;
    this.protoNames = protoNames;
    this.compact = compact;
  }

  /**
   * A message as JSON.
   *
   * @throws RpcException INTERNAL when it holds what JSON cannot express
   */
  String of(Message message) {
    try {
      Message readable = types.readable(message);
      String json = printer().print(readable);
      return NEEDLESS_ESCAPE
          .matcher(json)
          .replaceAll(
              escape -> {
                char plain = (char) Integer.parseInt(escape.group(2), 16);
                return Matcher.quoteReplacement(escape.group(1) + plain);
              });
    } catch (InvalidProtocolBufferException | IllegalArgumentException broken) {
      throw RpcException.of(
              RpcCode.INTERNAL,
              "a "
                  + message.getDescriptorForType().getFullName()
                  + " that JSON cannot express: "
                  + broken.getMessage())
          .withCause(broken);
    }
  }

  private JsonFormat.Printer printer() {
    if (printer == null || registry != types.registry()) {
      registry = types.registry();
      JsonFormat.Printer made = JsonFormat.printer().usingTypeRegistry(registry);
      made = withDefaults ? made.alwaysPrintFieldsWithNoPresence() : made;
      made = protoNames ? made.preservingProtoFieldNames() : made;
      printer = compact ? made.omittingInsignificantWhitespace() : made;
    }
    return printer;
  }
}
