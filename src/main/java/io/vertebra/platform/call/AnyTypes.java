package io.vertebra.platform.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.vertebra.rpc.RpcException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types inside of {@code google.protobuf.Any}, which only the data names.
 *
 * <p>A type comes from the contract as far as it is loaded, from what this program has compiled in
 * ({@code google.rpc}, {@code google.protobuf}), or from the server. One that nobody knows is shown
 * as {@code @value} with its bytes. Safe for use from several threads.
 */
final class AnyTypes {

  private static final String ANY = "google.protobuf.Any";

  private final Contract contract;
  private final Map<String, Descriptor> types = new HashMap<>();
  private final Map<String, Descriptor> unknown = new HashMap<>();
  private TypeRegistry registry = TypeRegistry.getEmptyTypeRegistry();

  AnyTypes(Contract contract) {
    this.contract = contract;
  }

  /** The types that were asked for, to read and write JSON with. */
  synchronized TypeRegistry registry() {
    return registry;
  }

  /** Sees to it that a type is in the registry if anybody knows it. */
  synchronized Optional<Descriptor> find(String typeUrl) {
    String name = typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    Descriptor known = types.get(name);
    if (known == null && !unknown.containsKey(name) && !name.isEmpty()) {
      known = CompiledIn.find(name).or(() -> asked(name)).orElse(null);
      if (known != null) {
        register(name, known);
      }
    }
    return Optional.ofNullable(known);
  }

  private Optional<Descriptor> asked(String name) {
    try {
      return contract.message(name);
    } catch (RpcException unreachable) {
      // Whatever else is known of the message is still worth showing.
      return Optional.empty();
    }
  }

  private void register(String name, Descriptor type) {
    types.put(name, type);
    registry = TypeRegistry.newBuilder().add(types.values()).add(unknown.values()).build();
  }

  /** The message with each type inside of it in the registry, by a stand-in if need be. */
  Message readable(Message message) {
    if (message.getDescriptorForType().getFullName().equals(ANY)) {
      return readableAny(message);
    }
    Message.Builder changed = null;
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      Object value = readable(entry.getValue());
      if (!value.equals(entry.getValue())) {
        changed = changed == null ? message.toBuilder() : changed;
        changed.setField(field, value);
      }
    }
    return changed == null ? message : changed.buildPartial();
  }

  private Object readable(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> readable((Message) element)).toList();
    }
    return readable((Message) value);
  }

  private Message readableAny(Message any) {
    FieldDescriptor urlField = any.getDescriptorForType().findFieldByName("type_url");
    FieldDescriptor valueField = any.getDescriptorForType().findFieldByName("value");
    String typeUrl = (String) any.getField(urlField);
    ByteString bytes = (ByteString) any.getField(valueField);
    if (typeUrl.isEmpty()) {
      return any;
    }
    Optional<Descriptor> type = find(typeUrl);
    ByteString readable = type.isPresent() ? readable(bytes, type.get()) : wrapped(bytes, typeUrl);
    return any.toBuilder().setField(valueField, readable).build();
  }

  private ByteString readable(ByteString bytes, Descriptor type) {
    try {
      return readable(DynamicMessage.parseFrom(type, bytes)).toByteString();
    } catch (InvalidProtocolBufferException broken) {
      return bytes; // JsonFormat says what is wrong with it.
    }
  }

  private ByteString wrapped(ByteString bytes, String typeUrl) {
    Descriptor standIn = standIn(typeUrl.substring(typeUrl.lastIndexOf('/') + 1));
    return DynamicMessage.newBuilder(standIn)
        .setField(standIn.findFieldByNumber(1), bytes)
        .build()
        .toByteString();
  }

  /** A type of that name with one field, which takes the bytes of the real one. */
  private synchronized Descriptor standIn(String name) {
    Descriptor standIn = unknown.get(name);
    if (standIn == null) {
      standIn = declare(name);
      unknown.put(name, standIn);
      registry = TypeRegistry.newBuilder().add(types.values()).add(unknown.values()).build();
    }
    return standIn;
  }

  private static Descriptor declare(String name) {
    FieldDescriptorProto bytes =
        FieldDescriptorProto.newBuilder()
            .setName("value")
            .setJsonName("@value")
            .setNumber(1)
            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
            .setType(FieldDescriptorProto.Type.TYPE_BYTES)
            .build();
    int dot = name.lastIndexOf('.');
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("unknown/" + name)
            .setPackage(name.substring(0, Math.max(0, dot)))
            .setSyntax("proto3")
            .addMessageType(
                DescriptorProto.newBuilder().setName(name.substring(dot + 1)).addField(bytes))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0);
    } catch (DescriptorValidationException noName) {
      throw new IllegalArgumentException("type URL: " + name + " (expected: a type's name)");
    }
  }

  /** What this program knows by itself; loaded when first asked. */
  private static final class CompiledIn {

    private static final List<FileDescriptor> FILES =
        List.of(
            com.google.rpc.ErrorDetailsProto.getDescriptor(),
            com.google.rpc.StatusProto.getDescriptor(),
            com.google.protobuf.AnyProto.getDescriptor(),
            com.google.protobuf.DurationProto.getDescriptor(),
            com.google.protobuf.EmptyProto.getDescriptor(),
            com.google.protobuf.FieldMaskProto.getDescriptor(),
            com.google.protobuf.StructProto.getDescriptor(),
            com.google.protobuf.TimestampProto.getDescriptor(),
            com.google.protobuf.WrappersProto.getDescriptor());

    static Optional<Descriptor> find(String name) {
      int dot = name.lastIndexOf('.');
      String packageName = name.substring(0, Math.max(0, dot));
      return FILES.stream()
          .filter(file -> file.getPackage().equals(packageName))
          .map(file -> file.findMessageTypeByName(name.substring(dot + 1)))
          .filter(type -> type != null)
          .findFirst();
    }
  }
}
