package io.vertebra.server.reflection;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where everything is declared that some services' files declare or import.
 *
 * <p>Immutable once built; bounded by what is compiled in.
 */
final class DescriptorIndex {

  private final List<String> services;
  private final Map<String, FileDescriptor> files = new HashMap<>();
  private final Map<String, GenericDescriptor> symbols = new HashMap<>();
  private final Map<String, SortedMap<Integer, FileDescriptor>> extensions = new HashMap<>();

  DescriptorIndex(Collection<ServiceDescriptor> services) {
    this.services = services.stream().map(ServiceDescriptor::getFullName).sorted().toList();
    services.forEach(service -> add(service.getFile()));
  }

  /** The services' full names, sorted. */
  List<String> services() {
    return services;
  }

  Optional<FileDescriptor> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /**
   * The file that declares a symbol of any kind, by its full name, or by one with a leading dot.
   */
  Optional<FileDescriptor> declaring(String symbol) {
    String name = symbol.startsWith(".") ? symbol.substring(1) : symbol;
    return Optional.ofNullable(symbols.get(name)).map(GenericDescriptor::getFile);
  }

  boolean isMessage(String name) {
    return symbols.get(name) instanceof Descriptor;
  }

  /** The extensions of a message by number; empty when it is unknown or has none. */
  SortedMap<Integer, FileDescriptor> extensionsOf(String message) {
    return extensions.getOrDefault(message, Collections.emptySortedMap());
  }

  private void add(FileDescriptor file) {
    if (files.putIfAbsent(file.getName(), file) != null) {
      return;
    }
    file.getDependencies().forEach(this::add);
    file.getServices().forEach(this::add);
    file.getMessageTypes().forEach(this::add);
    file.getEnumTypes().forEach(this::add);
    file.getExtensions().forEach(this::addExtension);
  }

  private void add(ServiceDescriptor service) {
    addSymbol(service);
    service.getMethods().forEach(this::addSymbol);
  }

  private void add(Descriptor message) {
    addSymbol(message);
    message.getFields().forEach(this::addSymbol);
    message.getOneofs().forEach(this::addSymbol);
    message.getNestedTypes().forEach(this::add);
    message.getEnumTypes().forEach(this::add);
    message.getExtensions().forEach(this::addExtension);
  }

  private void add(EnumDescriptor type) {
    addSymbol(type);
    // The full name of a value stands beside its enum, not below it, as in C++.
    String scope = type.getFullName().substring(0, type.getFullName().lastIndexOf('.') + 1);
    type.getValues().forEach(value -> symbols.putIfAbsent(scope + value.getName(), value));
  }

  private void addExtension(FieldDescriptor extension) {
    addSymbol(extension);
    extensions
        .computeIfAbsent(extension.getContainingType().getFullName(), name -> new TreeMap<>())
        .put(extension.getNumber(), extension.getFile());
  }

  private void addSymbol(GenericDescriptor symbol) {
    symbols.putIfAbsent(symbol.getFullName(), symbol);
  }
}
