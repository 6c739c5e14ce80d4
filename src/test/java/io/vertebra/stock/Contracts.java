package io.vertebra.stock;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a client without generated code needs to know of contracts. */
public final class Contracts {

  private Contracts() {}

  /**
   * Writes contracts to a file.
   *
   * @return the path of a FileDescriptorSet of the files and all that they import
   */
  public static String write(Path dir, FileDescriptor... files) throws IOException {
    Set<FileDescriptor> all = new LinkedHashSet<>();
    for (FileDescriptor file : files) {
      addWithImports(file, all);
    }
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    all.forEach(file -> set.addFile(file.toProto()));
    Path path = Files.createTempFile(dir, "contracts", ".binpb");
    Files.write(path, set.build().toByteArray());
    return path.toString();
  }

  private static void addWithImports(FileDescriptor file, Set<FileDescriptor> all) {
    file.getDependencies().forEach(imported -> addWithImports(imported, all));
    all.add(file);
  }
}
