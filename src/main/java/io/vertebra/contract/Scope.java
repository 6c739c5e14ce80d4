package io.vertebra.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.List;

/**
 * Whose contracts are judged: everybody's but those of foreign packages.
 *
 * @param foreign beginnings of package names, each ending with a dot: {@code google.}
 */
public record Scope(List<String> foreign) {

  /** Protobuf's and gRPC's own packages are foreign. */
  public static final Scope DEFAULT = new Scope(List.of("google.", "grpc."));

  /**
   * @throws IllegalArgumentException when one does not end with a dot
   */
  public Scope {
    foreign = List.copyOf(foreign);
    for (String prefix : foreign) {
      if (!prefix.matches("(\\w+\\.)+")) {
        throw new IllegalArgumentException(
            "foreign: " + prefix + " (expected: a package and a dot, such as google.)");
      }
    }
  }

  /** Whether a file is judged. */
  public boolean judges(FileDescriptorProto file) {
    String name = file.getPackage() + ".";
    return foreign.stream().noneMatch(name::startsWith);
  }
}
