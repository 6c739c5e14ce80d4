package io.vertebra.platform.call;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertebra.config.Nearest;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server serves, as descriptors: asked of the server as they are needed, and kept.
 *
 * <p>Safe for use from several threads; each may block for an answer.
 */
final class Contract {

  private final DescriptorSource server;
  private final Map<String, FileDescriptorProto> protos = new HashMap<>();
  private final Map<String, FileDescriptor> files = new HashMap<>();
  private List<String> services;

  Contract(DescriptorSource server) {
    this.server = server;
  }

  /** The full names of the services, sorted. */
  synchronized List<String> services() {
    if (services == null) {
      services = server.services();
    }
    return services;
  }

  /**
   * The service of a full name.
   *
   * @throws InputException when the server has none of that name
   */
  ServiceDescriptor service(String name) {
    return symbol(name)
        .filter(ServiceDescriptor.class::isInstance)
        .map(ServiceDescriptor.class::cast)
        .orElseThrow(() -> unknownService(name));
  }

  /**
   * The method of a name as {@code pkg.Service/Method}, or {@code pkg.Service.Method}.
   *
   * @throws InputException when the server has none of that name
   */
  MethodDescriptor method(String name) {
    String path = name.startsWith("/") ? name.substring(1) : name;
    int split = path.indexOf('/') >= 0 ? path.indexOf('/') : path.lastIndexOf('.');
    if (split <= 0 || split == path.length() - 1) {
      throw new InputException(name + " (expected: SERVICE/METHOD, or 'list', or 'describe')");
    }
    ServiceDescriptor service = service(path.substring(0, split));
    MethodDescriptor method = service.findMethodByName(path.substring(split + 1));
    if (method == null) {
      throw unknownMethod(service, path.substring(split + 1));
    }
    return method;
  }

  /** The message type of a full name; empty when the server knows none. */
  Optional<Descriptor> message(String name) {
    return symbol(name).filter(Descriptor.class::isInstance).map(Descriptor.class::cast);
  }

  /** What a full name stands for, of any kind; empty when the server does not know it. */
  synchronized Optional<GenericDescriptor> symbol(String name) {
    Optional<GenericDescriptor> known = find(files.values(), name);
    if (known.isPresent()) {
      return known;
    }
    List<FileDescriptorProto> declaring = server.declaring(name);
    declaring.forEach(file -> protos.putIfAbsent(file.getName(), file));
    List<FileDescriptor> built = new ArrayList<>();
    declaring.forEach(file -> built.add(file(file.getName(), new HashSet<>())));
    return find(built, name);
  }

  private static Optional<GenericDescriptor> find(Collection<FileDescriptor> files, String name) {
    return files.stream().flatMap(file -> Symbols.find(file, name).stream()).findFirst();
  }

  /**
   * @param importing the files that wait for this one
   * @return null when the server does not have the file
   */
  private FileDescriptor file(String name, Set<String> importing) {
    FileDescriptor known = files.get(name);
    if (known != null) {
      return known;
    }
    if (!protos.containsKey(name)) {
      server.file(name).forEach(file -> protos.putIfAbsent(file.getName(), file));
    }
    FileDescriptorProto proto = protos.get(name);
    if (proto == null) {
      return null;
    }
    if (!importing.add(name)) {
      throw malformed(name, "it imports itself", null);
    }
    FileDescriptor built = build(proto, importing);
    importing.remove(name);
    files.put(name, built);
    return built;
  }

  private FileDescriptor build(FileDescriptorProto proto, Set<String> importing) {
    List<FileDescriptor> imports = new ArrayList<>();
    for (String name : proto.getDependencyList()) {
      FileDescriptor imported = file(name, importing);
      if (imported != null) {
        imports.add(imported);
      }
    }
    try {
      // A server may lack what is imported for the sake of options alone.
      return FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new), true);
    } catch (DescriptorValidationException invalid) {
      throw malformed(proto.getName(), invalid.getDescription(), invalid);
    }
  }

  private static RpcException malformed(String file, String why, Throwable cause) {
    return RpcException.of(RpcCode.INTERNAL, "reflection gave a malformed " + file + ": " + why)
        .withCause(cause);
  }

  /**
   * What to say of a name that the server does not know.
   *
   * @param name of a service, or of another symbol
   */
  InputException unknown(String name) {
    String near = nearest(name).map(service -> "; did you mean " + service + "?").orElse("");
    return new InputException(
        name + ": not known to the server (expected: a name that 'list' shows" + near + ")");
  }

  private InputException unknownService(String name) {
    String near = nearest(name).map(service -> "; did you mean " + service + "?").orElse("");
    return new InputException(
        name + ": unknown service (expected: one that 'list' shows" + near + ")");
  }

  private static InputException unknownMethod(ServiceDescriptor service, String name) {
    List<String> methods =
        service.getMethods().stream().map(MethodDescriptor::getName).sorted().toList();
    String near =
        Nearest.to(name, methods)
            .map(method -> "; did you mean " + method + "?")
            .orElse(methods.isEmpty() ? "" : ": " + String.join(", ", methods));
    return new InputException(
        name + ": unknown method (expected: one of " + service.getFullName() + near + ")");
  }

  /** The service that was meant: by its last name, or by few letters of difference. */
  private Optional<String> nearest(String name) {
    String last = lastName(name);
    return services().stream()
        .filter(service -> lastName(service).equals(last))
        .findFirst()
        .or(() -> Nearest.to(name, services()));
  }

  private static String lastName(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
