package io.vertebra.platform.call;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.List;

/** A source of a contract that is given its files, and hands out each alone. */
final class Sources implements DescriptorSource {

  private final List<FileDescriptorProto> files = new ArrayList<>();

  /** What it was asked for, in order. */
  final List<String> asked = new ArrayList<>();

  static Sources of(FileDescriptorProto... files) {
    Sources sources = new Sources();
    sources.files.addAll(List.of(files));
    return sources;
  }

  /** A source of compiled-in files and all that they import. */
  static Sources of(FileDescriptor... files) {
    Sources sources = new Sources();
    for (FileDescriptor file : files) {
      sources.add(file);
    }
    return sources;
  }

  private void add(FileDescriptor file) {
    files.add(file.toProto());
    file.getDependencies().forEach(this::add);
  }

  @Override
  public List<String> services() {
    return files.stream()
        .flatMap(
            file ->
                file.getServiceList().stream()
                    .map(service -> file.getPackage() + "." + service.getName()))
        .sorted()
        .distinct()
        .toList();
  }

  @Override
  public List<FileDescriptorProto> declaring(String symbol) {
    asked.add(symbol);
    return files.stream().filter(file -> declares(file, symbol)).limit(1).toList();
  }

  private static boolean declares(FileDescriptorProto file, String symbol) {
    String prefix = file.getPackage() + ".";
    return file.getServiceList().stream().anyMatch(s -> symbol.equals(prefix + s.getName()))
        || file.getMessageTypeList().stream().anyMatch(m -> symbol.equals(prefix + m.getName()));
  }

  @Override
  public List<FileDescriptorProto> file(String name) {
    asked.add(name);
    return files.stream().filter(file -> file.getName().equals(name)).limit(1).toList();
  }
}
