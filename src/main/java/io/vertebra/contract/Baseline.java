package io.vertebra.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory that keeps a contract as it was published.
 *
 * <p>It mirrors the {@code .proto} files, so that work on one does not meet work on another in it:
 * {@code shop/v1/shop.proto} is kept in {@code shop/v1/shop.binpb}, a descriptor set without
 * comments and places, which changes only when the contract does.
 *
 * @param dir the directory
 */
public record Baseline(Path dir) {

  static final String SUFFIX = ".binpb";

  /**
   * What in a contract breaks with the published one.
   *
   * @throws IOException when a file cannot be read
   * @throws IllegalArgumentException when there is no such directory, or one with other files in it
   */
  public List<Finding> changes(Contract now, Scope scope) throws IOException {
    if (!Files.exists(dir)) {
      throw new IllegalArgumentException(
          "baseline: " + dir + ": absent (expected: a directory that accepting has written)");
    }
    return ContractCheck.changes(Contract.read(dir, scope), now);
  }

  /**
   * Makes a contract the published one.
   *
   * @return what was accepted, for people
   * @throws IOException when a file cannot be read or written
   */
  public String accept(Contract now, Scope scope) throws IOException {
    List<Finding> broken = Files.exists(dir) ? changes(now, scope) : List.of();
    Set<Path> kept = new HashSet<>();
    int written = 0;
    for (FileDescriptor file : now.files()) {
      Path path = dir.resolve(file.getName().replaceFirst("\\.proto$", "") + SUFFIX);
      written += write(path, file) ? 1 : 0;
      kept.add(path);
    }
    int deleted = deleteAllBut(kept);
    return broken.stream()
        .map(finding -> "accepted: " + finding + "\n")
        .collect(
            Collectors.joining(
                "",
                "",
                "%s: %d files, %d of them written, %d deleted"
                    .formatted(dir, kept.size(), written, deleted)));
  }

  private static boolean write(Path path, FileDescriptor file) throws IOException {
    byte[] bytes =
        FileDescriptorSet.newBuilder()
            .addFile(file.toProto().toBuilder().clearSourceCodeInfo())
            .build()
            .toByteArray();
    if (Files.exists(path) && Arrays.equals(Files.readAllBytes(path), bytes)) {
      return false;
    }
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
    return true;
  }

  private int deleteAllBut(Set<Path> kept) throws IOException {
    int deleted = 0;
    for (Path file : files(dir)) {
      if (!kept.contains(file)) {
        Files.delete(file);
        deleted++;
      }
    }
    return deleted;
  }

  /** The descriptor sets below a directory, in a fixed order. */
  static List<Path> files(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }
}
