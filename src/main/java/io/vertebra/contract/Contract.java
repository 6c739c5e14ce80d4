package io.vertebra.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The files of a contract: those that are judged, and what they import.
 *
 * <p>Immutable. Imports may be missing; what they would say is then not known.
 */
public final class Contract {

  private final List<FileDescriptor> files;
  private final Map<String, GenericDescriptor> types = new LinkedHashMap<>();
  private final Map<String, Lines> lines = new HashMap<>();

  private Contract(List<FileDescriptor> files) {
    this.files = List.copyOf(files);
    for (FileDescriptor file : files) {
      lines.put(file.getName(), new Lines(file));
      file.getEnumTypes().forEach(this::add);
      file.getServices().forEach(this::add);
      file.getMessageTypes().forEach(this::addMessage);
    }
  }

  /**
   * The contract that files make up.
   *
   * @param judged which of them are judged; the others are there to be imported
   * @throws IllegalArgumentException when they do not fit together
   */
  public static Contract of(
      Collection<FileDescriptorProto> protos, Predicate<FileDescriptorProto> judged) {
    Linker linker = new Linker(protos);
    return new Contract(
        protos.stream()
            .filter(judged)
            .map(FileDescriptorProto::getName)
            .map(linker::link)
            .toList());
  }

  /**
   * Reads a serialized {@code google.protobuf.FileDescriptorSet}, or a directory of them.
   *
   * @param path the file, or a directory whose {@code .binpb} files are read
   * @param scope which of its files are judged
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when it is no such set
   */
  public static Contract read(Path path, Scope scope) throws IOException {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    Path reading = path;
    try {
      for (Path file : Files.isDirectory(path) ? Baseline.files(path) : List.of(path)) {
        reading = file;
        set.mergeFrom(Files.readAllBytes(file));
      }
      return of(set.getFileList(), scope::judges);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a descriptor set, as protoc -o writes it)"
              .formatted(reading, e.getMessage()),
          e);
    }
  }

  /** The judged files. */
  List<FileDescriptor> files() {
    return files;
  }

  /** All messages of the judged files, nested ones too, but not the entries of maps. */
  List<Descriptor> messages() {
    return all(Descriptor.class);
  }

  List<EnumDescriptor> enums() {
    return all(EnumDescriptor.class);
  }

  List<ServiceDescriptor> services() {
    return all(ServiceDescriptor.class);
  }

  /** What the judged files extend other messages by. */
  List<FieldDescriptor> extensions() {
    List<FieldDescriptor> all = new ArrayList<>();
    files.forEach(file -> all.addAll(file.getExtensions()));
    messages().forEach(message -> all.addAll(message.getExtensions()));
    return all;
  }

  /** The message, enum or service of that full name and kind; null when there is none. */
  <T extends GenericDescriptor> T find(Class<T> kind, String fullName) {
    GenericDescriptor type = types.get(fullName);
    return kind.isInstance(type) ? kind.cast(type) : null;
  }

  /** How many messages, enums and services are judged. */
  public int size() {
    return types.size();
  }

  /** A finding about something of this contract. */
  Finding finding(GenericDescriptor at, String problem, Rule rule) {
    return new Finding(at.getFile().getName(), lineOf(at), Kinds.nameOf(at), problem, rule);
  }

  /** A finding about a type that only the published contract has, unless its container is gone. */
  Optional<Finding> typeRemoved(GenericDescriptor old, Descriptor container) {
    return container != null && !types.containsKey(container.getFullName())
        ? Optional.empty()
        : Optional.of(removed(old, survivingParent(old), Rule.TYPE_REMOVED));
  }

  /**
   * A finding about something that only the published contract has.
   *
   * @param parent where it was; null when that is gone with its file
   */
  Finding removed(GenericDescriptor old, GenericDescriptor parent, Rule rule) {
    return new Finding(
        parent == null ? old.getFile().getName() : parent.getFile().getName(),
        parent == null ? 1 : lineOf(parent),
        Kinds.nameOf(old),
        "was published and is gone",
        rule);
  }

  /** What of this contract an older one's part was in, as far as it is still there. */
  GenericDescriptor survivingParent(GenericDescriptor old) {
    String name = old.getFullName();
    while (name.contains(".")) {
      name = name.substring(0, name.lastIndexOf('.'));
      if (types.containsKey(name)) {
        return types.get(name);
      }
    }
    return files.stream()
        .filter(file -> file.getName().equals(old.getFile().getName()))
        .findFirst()
        .orElse(null);
  }

  private int lineOf(GenericDescriptor at) {
    Lines of = lines.get(at.getFile().getName());
    return of == null ? 1 : of.lineOf(at);
  }

  private <T> List<T> all(Class<T> kind) {
    return types.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void addMessage(Descriptor message) {
    if (!message.getOptions().getMapEntry()) {
      add(message);
      message.getEnumTypes().forEach(this::add);
      message.getNestedTypes().forEach(this::addMessage);
    }
  }

  private void add(GenericDescriptor type) {
    types.put(type.getFullName(), type);
  }

  /** Links files to what they import, in whatever order they come. */
  private static final class Linker {

    private static final Logger PROTOBUF = Logger.getLogger(Descriptors.class.getName());

    static {
      // It warns of each type of a missing import, which a baseline always has.
      PROTOBUF.setLevel(Level.SEVERE);
    }

    private final Map<String, FileDescriptorProto> protos;
    private final Map<String, FileDescriptor> linked = new HashMap<>();

    Linker(Collection<FileDescriptorProto> protos) {
      this.protos =
          protos.stream()
              .collect(
                  Collectors.toMap(
                      FileDescriptorProto::getName, Function.identity(), (first, again) -> first));
    }

    FileDescriptor link(String name) {
      FileDescriptor known = linked.get(name);
      if (known != null) {
        return known;
      }
      FileDescriptorProto proto = protos.remove(name);
      if (proto == null) {
        throw new IllegalArgumentException(name + " imports itself");
      }
      FileDescriptor[] imports =
          proto.getDependencyList().stream()
              .filter(imported -> linked.containsKey(imported) || protos.containsKey(imported))
              .map(this::link)
              .toArray(FileDescriptor[]::new);
      try {
        FileDescriptor file = FileDescriptor.buildFrom(proto, imports, true);
        linked.put(name, file);
        return file;
      } catch (DescriptorValidationException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
  }
}
