package io.vertebra.codegen;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.GeneratorNames;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A protoc plugin that writes, for each {@code service X}, the interface {@code XService} to
 * implement and the class {@code XClient} to call it with.
 *
 * <p>The output depends on the request alone, byte for byte. One thread; no state outlives a run.
 * This file is launched from source by Vertebra's own build, so it stays one file that needs the
 * JDK and protobuf-java only. Read {@link #generate} first, then {@link ServiceSource}.
 */
public final class ServiceGenerator {
  private static final String HELP =
      """
      Vertebra's protoc plugin: writes XService and XClient for each service X of a .proto file.
      It reads a CodeGeneratorRequest on stdin and writes a CodeGeneratorResponse to stdout, so it
      is started by protoc, next to protoc's own Java generator. It takes no parameters.

        printf '#!/bin/sh\\nexec java -cp vertebra.jar io.vertebra.codegen.ServiceGenerator\\n' \\
            > protoc-gen-vertebra && chmod +x protoc-gen-vertebra
        protoc --plugin=./protoc-gen-vertebra --java_out=gen --vertebra_out=gen account.proto

      With io.github.ascopes:protobuf-maven-plugin, a <jvmMavenPlugin> with the coordinates of
      io.vertebra:vertebra and the <mainClass>io.vertebra.codegen.ServiceGenerator</mainClass>.
      """;

  private ServiceGenerator() {}

  /**
   * Runs as a protoc plugin and ends the process.
   *
   * @param args nothing, or {@code --help}
   */
  public static void main(String[] args) throws IOException {
    System.exit(run(List.of(args), System.in, System.out, System.err));
  }

  /** Returns the exit code: 0, also when the response holds an error for protoc to show, or 1. */
  static int run(List<String> args, InputStream in, OutputStream out, PrintStream err)
      throws IOException {
    if (args.contains("--help") || args.contains("-h")) {
      out.write(HELP.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.flush();
      return 0;
    }
    if (!args.isEmpty()) {
      err.println("arguments: " + String.join(" ", args) + " (expected: none, or --help)");
      return 1;
    }
    CodeGeneratorRequest request = read(in);
    if (request.getFileToGenerateCount() == 0) {
      err.println("stdin: no files to generate (expected: a CodeGeneratorRequest; see --help)");
      return 1;
    }
    generate(request).writeTo(out);
    out.flush();
    return 0;
  }

  /** Returns an empty request for bytes that are none. */
  private static CodeGeneratorRequest read(InputStream in) throws IOException {
    // Its initializer fails when JavaFeaturesProto's runs first (seen in protobuf-java 4.33.5).
    DescriptorProtos.getDescriptor();
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    extensions.add(JavaFeaturesProto.java_);
    try {
      return CodeGeneratorRequest.parseFrom(in, extensions);
    } catch (InvalidProtocolBufferException e) {
      return CodeGeneratorRequest.getDefaultInstance();
    }
  }

  /** Generates the services of the files asked for, or the error that protoc is to show. */
  static CodeGeneratorResponse generate(CodeGeneratorRequest request) {
    CodeGeneratorResponse.Builder response =
        CodeGeneratorResponse.newBuilder()
            .setSupportedFeatures(
                Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE)
            .setMinimumEdition(Edition.EDITION_PROTO2_VALUE)
            .setMaximumEdition(Edition.EDITION_2024_VALUE);
    try {
      if (!request.getParameter().isEmpty()) {
        throw new RefusedException("parameter: " + request.getParameter() + " (expected: none)");
      }
      Map<String, FileDescriptor> files = link(request.getProtoFileList());
      JavaClasses classes = JavaClasses.of(files.values());
      List<ServiceSource> sources = new ArrayList<>();
      for (String name : request.getFileToGenerateList()) {
        if (!files.containsKey(name)) {
          throw new RefusedException(name + ": absent (expected: a descriptor in the request)");
        }
        for (ServiceDescriptor service : files.get(name).getServices()) {
          sources.add(new ServiceSource(service, classes));
        }
      }
      sources.forEach(source -> response.addFile(source.service()).addFile(source.client()));
    } catch (RefusedException e) {
      response.clearFile().setError(e.getMessage());
    }
    return response.build();
  }

  /** Protoc sends a file after the files it imports. */
  private static Map<String, FileDescriptor> link(List<FileDescriptorProto> protos) {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    for (FileDescriptorProto proto : protos) {
      FileDescriptor[] imports =
          proto.getDependencyList().stream()
              .filter(files::containsKey)
              .map(files::get)
              .toArray(FileDescriptor[]::new);
      try {
        files.put(proto.getName(), FileDescriptor.buildFrom(proto, imports));
      } catch (DescriptorValidationException e) {
        throw new RefusedException(proto.getName() + ": " + e.getMessage());
      }
    }
    return files;
  }

  /** The input asks for something that cannot be generated; the message is for protoc's user. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Who owns which top-level Java class, by package and then simple name. */
  private record JavaClasses(Map<String, Map<String, String>> owners) {

    static JavaClasses of(Iterable<FileDescriptor> files) {
      JavaClasses classes = new JavaClasses(new HashMap<>());
      for (FileDescriptor file : files) {
        Map<String, String> owned = classes.in(GeneratorNames.getFileJavaPackage(file));
        for (Descriptor message : file.getMessageTypes()) {
          if (!GeneratorNames.getNestInFileClass(message)) {
            owned.put(message.getName(), "message " + message.getFullName());
            owned.put(message.getName() + "OrBuilder", "message " + message.getFullName());
          }
        }
        for (EnumDescriptor type : file.getEnumTypes()) {
          if (!GeneratorNames.getNestInFileClass(type)) {
            owned.put(type.getName(), "enum " + type.getFullName());
          }
        }
        owned.put(
            GeneratorNames.getFileClassName(file),
            "the outer class of " + file.getName() + ", which java_outer_classname can rename");
      }
      return classes;
    }

    Map<String, String> in(String packageName) {
      return owners.computeIfAbsent(packageName, name -> new HashMap<>());
    }

    void claim(ServiceDescriptor service, String className) {
      String packageName = GeneratorNames.getFileJavaPackage(service.getFile());
      String claim = "service " + service.getFullName();
      String owner = in(packageName).putIfAbsent(className, claim);
      if (owner != null) {
        throw new RefusedException(
            "%s: %s: class %s (expected: a name not taken by %s)"
                .formatted(service.getFile().getName(), claim, className, owner));
      }
    }
  }

  /** How names of a .proto file are written in Java. */
  private static final class Naming {
    private Naming() {}

    /** Removes underscores: {@code get_it -> getIt}, {@code DO_IT -> doIt}. */
    private static String joined(String name) {
      boolean shouting = name.equals(name.toUpperCase(Locale.ROOT)) && name.contains("_");
      return Stream.of((shouting ? name.toLowerCase(Locale.ROOT) : name).split("_"))
          .filter(word -> !word.isEmpty())
          .reduce((left, right) -> left + capitalized(right))
          .orElse("");
    }

    private static String capitalized(String word) {
      return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** {@code Debit -> debit}, {@code HTTPGet -> httpGet}, {@code GET -> get}. */
    static String lowerCamel(String rpc) {
      String camel = joined(rpc);
      int upper = 0;
      while (upper < camel.length() && Character.isUpperCase(camel.charAt(upper))) {
        upper++;
      }
      boolean wordFollows = upper > 1 && upper < camel.length() && isLower(camel.charAt(upper));
      int lowered = wordFollows ? upper - 1 : upper;
      return camel.substring(0, lowered).toLowerCase(Locale.ROOT) + camel.substring(lowered);
    }

    private static boolean isLower(char c) {
      return Character.isLowerCase(c);
    }

    static String method(String rpc) {
      String name = lowerCamel(rpc);
      if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
        name = "_" + name;
      }
      return SourceVersion.isKeyword(name) ? name + "_" : name;
    }

    static String constant(String rpc) {
      String words = lowerCamel(rpc).replaceAll("([a-z0-9])([A-Z])", "$1_$2");
      return "METHOD_" + words.replaceAll("([A-Z])([A-Z][a-z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    static String service(String service) {
      return service.startsWith("_") ? service : capitalized(service);
    }
  }

  /** The names of types in one Java file: short where that is unambiguous, else in full. */
  private static final class TypeNames {
    private static final List<String> LANG =
        List.of("Deprecated", "Override", "String", "SuppressWarnings", "Void");
    private final String packageName;
    private final Map<String, String> meanings = new HashMap<>();
    private final Set<String> imports = new TreeSet<>();

    TypeNames(String packageName, Set<String> siblings, Stream<String> identifiers) {
      this.packageName = packageName;
      identifiers.forEach(identifier -> meanings.put(identifier, ""));
      LANG.forEach(name -> meanings.put(name, siblings.contains(name) ? "" : "java.lang." + name));
    }

    Set<String> imports() {
      return imports;
    }

    String of(Descriptor message) {
      String inPackage = GeneratorNames.getFileJavaPackage(message.getFile());
      String name = GeneratorNames.getQualifiedClassName(message);
      return of(inPackage, inPackage.isEmpty() ? name : name.substring(inPackage.length() + 1));
    }

    /** The class path may be that of a nested type; its outermost class is what is imported. */
    String of(String inPackage, String classPath) {
      String prefix = inPackage.isEmpty() ? "" : inPackage + ".";
      String simple = classPath.split("\\.", 2)[0];
      String meaning = meanings.putIfAbsent(simple, prefix + simple);
      if (meaning != null && !meaning.equals(prefix + simple)) {
        return prefix + classPath;
      }
      if (!inPackage.equals(packageName) && !inPackage.equals("java.lang")) {
        imports.add(prefix + simple);
      }
      return classPath;
    }
  }

  /** Javadoc out of the comments of a .proto file. */
  private static final class Comments {
    private final Map<List<Integer>, String> byPath = new HashMap<>();

    Comments(FileDescriptor file) {
      for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
        String text = location.getLeadingComments();
        byPath.putIfAbsent(
            location.getPathList(), text.isBlank() ? location.getTrailingComments() : text);
      }
    }

    /** Returns the escaped paragraphs of the comment at a path, or else the fallback. */
    List<String> at(List<Integer> path, String fallback) {
      String text = byPath.getOrDefault(path, "").replaceAll("\\R", "\n");
      List<String> paragraphs =
          Stream.of(text.split("\n\\s*\n"))
              .map(paragraph -> escape(paragraph.strip()))
              .filter(paragraph -> !paragraph.isEmpty())
              .toList();
      return paragraphs.isEmpty() ? List.of(fallback) : paragraphs;
    }

    /** Leaves nothing that could end the comment, be a tag, or be a unicode escape. */
    private static String escape(String text) {
      return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
          .replace("&", "&amp;")
          .replace("<", "&lt;")
          .replace(">", "&gt;")
          .replace("@", "&#64;")
          .replace("\\", "&#92;")
          .replace("*/", "*&#47;")
          .replace("/*", "/&#42;");
    }

    static String javadoc(String indent, Stream<String> paragraphs) {
      String text =
          paragraphs.filter(line -> !line.isEmpty()).collect(Collectors.joining("\n\n<p>"));
      return text.lines()
          .map(line -> (indent + " * " + line.strip()).stripTrailing() + "\n")
          .collect(Collectors.joining("", indent + "/**\n", indent + " */\n"));
    }
  }

  /** One rpc under its Java names. */
  private record Rpc(MethodDescriptor descriptor, String method, String constant) {

    static Rpc of(MethodDescriptor descriptor) {
      String name = descriptor.getName();
      return new Rpc(descriptor, Naming.method(name), Naming.constant(name));
    }

    /** Returns the name that the mode has as a method of a channel and of a binding's builder. */
    String mode() {
      if (descriptor.isClientStreaming()) {
        return descriptor.isServerStreaming() ? "bidiStreaming" : "clientStreaming";
      }
      return descriptor.isServerStreaming() ? "serverStreaming" : "unary";
    }

    String deprecation(TypeNames types) {
      return descriptor.getOptions().getDeprecated()
          ? "  @" + types.of("java.lang", "Deprecated") + "\n"
          : "";
    }

    boolean namesDeprecatedMessage() {
      return Stream.of(descriptor.getInputType(), descriptor.getOutputType())
          .flatMap(type -> Stream.iterate(type, t -> t != null, Descriptor::getContainingType))
          .anyMatch(type -> type.getOptions().getDeprecated());
    }
  }

  /** The two Java files of one service. */
  private static final class ServiceSource {
    private static final String CLIENT = "io.vertebra.client";
    private static final String SERVER = "io.vertebra.server";
    private static final String RPC = "io.vertebra.rpc";
    private static final String STREAMS = "io.vertx.core.streams";
    private static final List<String> PARAMETERS =
        List.of("call", "request", "requests", "responses", "writer", "channel", "options");

    private final ServiceDescriptor service;
    private final String fileName;
    private final String packageName;
    private final String serviceClass;
    private final String clientClass;
    private final List<Rpc> rpcs;
    private final Comments comments;
    private final JavaClasses classes;
    private TypeNames types;

    ServiceSource(ServiceDescriptor service, JavaClasses classes) {
      this.service = service;
      this.fileName = service.getFile().getName();
      this.packageName = GeneratorNames.getFileJavaPackage(service.getFile());
      this.serviceClass = Naming.service(service.getName()) + "Service";
      this.clientClass = Naming.service(service.getName()) + "Client";
      this.rpcs = service.getMethods().stream().map(Rpc::of).toList();
      this.comments = new Comments(service.getFile());
      this.classes = classes;
      classes.claim(service, serviceClass);
      classes.claim(service, clientClass);
      refuseEqualNames();
    }

    private void refuseEqualNames() {
      Map<String, Rpc> byConstant = new HashMap<>();
      for (Rpc rpc : rpcs) {
        Rpc other = byConstant.putIfAbsent(rpc.constant(), rpc);
        if (other != null) {
          throw new RefusedException(
              "%s: service %s: rpcs %s and %s are both %s and %s in Java (expected: distinct names)"
                  .formatted(
                      fileName,
                      service.getFullName(),
                      other.descriptor().getName(),
                      rpc.descriptor().getName(),
                      rpc.method(),
                      rpc.constant()));
        }
      }
    }

    CodeGeneratorResponse.File service() {
      StringBuilder body = new StringBuilder();
      body.append(
          open(
              "Implement this interface and serve its {@link #binding()}. A method fails its call\n"
                  + "by failing the future that it returns.",
              "interface " + serviceClass));
      body.append("\n  /** The full name of the service. */\n  ")
          .append(types.of("java.lang", "String"))
          .append(" SERVICE = \"" + service.getFullName() + "\";\n");
      rpcs.forEach(rpc -> body.append(constant(rpc)));
      rpcs.forEach(rpc -> body.append(declaration(rpc)));
      body.append(binding());
      return file(serviceClass, body);
    }

    private String constant(Rpc rpc) {
      return """

        /** Describes {@code %s}. */
      %s  %s<%s, %s> %s =
            %s.of(
                %s.findMethodByName("%s"),
                %s.getDefaultInstance(),
                %s.getDefaultInstance());
      """
          .formatted(
              path(rpc),
              rpc.deprecation(types),
              types.of(RPC, "RpcMethod"),
              request(rpc),
              response(rpc),
              rpc.constant(),
              types.of(RPC, "RpcMethod"),
              descriptor(),
              rpc.descriptor().getName(),
              request(rpc),
              response(rpc));
    }

    private String declaration(Rpc rpc) {
      boolean streamsResponses = rpc.descriptor().isServerStreaming();
      String result = streamsResponses ? types.of("java.lang", "Void") : response(rpc);
      String requests =
          rpc.descriptor().isClientStreaming()
              ? types.of(STREAMS, "ReadStream") + "<" + request(rpc) + "> requests"
              : request(rpc) + " request";
      String responses =
          streamsResponses
              ? ", " + types.of(STREAMS, "WriteStream") + "<" + response(rpc) + "> responses"
              : "";
      String ending = streamsResponses ? "Completing the returned future ends the call." : "";
      return "\n"
          + Comments.javadoc("  ", Stream.concat(comment(rpc), Stream.of(ending)))
          + rpc.deprecation(types)
          + "  %s<%s> %s(%s call, %s%s);\n"
              .formatted(
                  future(), result, rpc.method(), types.of(RPC, "ServerCall"), requests, responses);
    }

    private String binding() {
      String binding = types.of(SERVER, "ServiceBinding");
      String methods =
          rpcs.stream()
              .map(
                  rpc ->
                      "        .%s(%s, this::%s)\n"
                          .formatted(rpc.mode(), rpc.constant(), rpc.method()))
              .collect(Collectors.joining());
      return """

        /** Returns each method of the service bound to its implementation here. */
        default %s binding() {
          return %s.builder(%s)
      %s        .build();
        }
      """
          .formatted(binding, binding, descriptor(), methods);
    }

    CodeGeneratorResponse.File client() {
      StringBuilder body = new StringBuilder();
      body.append(
          open(
              "A client over a channel, with the options of calls that are given none. Immutable.",
              "final class " + clientClass));
      body.append(
          """
            private final ${Channel} channel;
            private final ${CallOptions} options;

            /** Calls over {@code channel} with the default options. */
            public ${Client}(${Channel} channel) {
              this(channel, ${CallOptions}.DEFAULT);
            }

            /** Calls over {@code channel} with {@code options} where a call is given none. */
            public ${Client}(${Channel} channel, ${CallOptions} options) {
              this.channel = ${Objects}.requireNonNull(channel, "channel");
              this.options = ${Objects}.requireNonNull(options, "options");
            }

            /** Returns a client of the same channel with {@code options} in place of its own. */
            public ${Client} withOptions(${CallOptions} options) {
              return new ${Client}(channel, options);
            }
          """
              .replace("${Client}", clientClass)
              .replace("${Channel}", types.of(CLIENT, "Channel"))
              .replace("${CallOptions}", types.of(CLIENT, "CallOptions"))
              .replace("${Objects}", types.of("java.util", "Objects")));
      for (Rpc rpc : rpcs) {
        if (rpc.descriptor().isClientStreaming()) {
          body.append(calls(rpc, types.of(STREAMS, "ReadStream"), "requests"));
          body.append(calls(rpc, types.of(CLIENT, "RequestWriter"), "writer"));
        } else {
          body.append(calls(rpc, "", "request"));
        }
      }
      return file(clientClass, body);
    }

    /** Two overloads, without and with options; the wrapper is that of a request stream, if any. */
    private String calls(Rpc rpc, String wrapper, String name) {
      String result =
          rpc.descriptor().isServerStreaming()
              ? types.of(STREAMS, "ReadStream") + "<" + response(rpc) + ">"
              : response(rpc);
      String input = wrapper.isEmpty() ? request(rpc) : wrapper + "<" + request(rpc) + ">";
      return """

      ${doc}${deprecated}  public ${Future}<${Result}> ${method}(${Input} ${name}) {
          return ${method}(${name}, options);
        }

      ${docWithOptions}${deprecated}  public ${Future}<${Result}> ${method}(
            ${Input} ${name}, ${CallOptions} options) {
          return channel.${mode}(${Service}.${constant}, ${name}, options);
        }
      """
          .replace("${doc}", Comments.javadoc("  ", comment(rpc)))
          .replace(
              "${docWithOptions}",
              Comments.javadoc(
                  "  ",
                  Stream.concat(comment(rpc), Stream.of("With {@code options} for this call."))))
          .replace("${deprecated}", rpc.deprecation(types))
          .replace("${Future}", future())
          .replace("${Result}", result)
          .replace("${method}", rpc.method())
          .replace("${Input}", input)
          .replace("${name}", name)
          .replace("${CallOptions}", types.of(CLIENT, "CallOptions"))
          .replace("${mode}", rpc.mode())
          .replace("${Service}", serviceClass)
          .replace("${constant}", rpc.constant());
    }

    /** Starts a file: forgets the names of the one before, and opens the class. */
    private String open(String contract, String declaration) {
      Stream<String> constants = rpcs.stream().map(Rpc::constant);
      types =
          new TypeNames(
              packageName,
              classes.in(packageName).keySet(),
              Stream.concat(Stream.concat(PARAMETERS.stream(), Stream.of("SERVICE")), constants));
      types.of(packageName, serviceClass);
      types.of(packageName, clientClass);
      List<Integer> path = List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
      Stream<String> comment =
          comments.at(path, "Service {@code " + service.getFullName() + "}.").stream();
      boolean suppress = rpcs.stream().anyMatch(Rpc::namesDeprecatedMessage);
      return Comments.javadoc("", Stream.concat(comment, Stream.of(contract)))
          + "@%s(value = \"io.vertebra.codegen\", comments = \"%s\")\n"
              .formatted(types.of("javax.annotation.processing", "Generated"), source())
          + (service.getOptions().getDeprecated()
              ? "@" + types.of("java.lang", "Deprecated") + "\n"
              : "")
          + (suppress
              ? "@" + types.of("java.lang", "SuppressWarnings") + "(\"deprecation\")\n"
              : "")
          + "public "
          + declaration
          + " {\n";
    }

    private CodeGeneratorResponse.File file(String className, StringBuilder body) {
      String imports =
          types.imports().stream()
              .map(name -> "import " + name + ";\n")
              .collect(Collectors.joining("", "", "\n"));
      String packageLine = packageName.isEmpty() ? "" : "package " + packageName + ";\n\n";
      String directory = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
      return CodeGeneratorResponse.File.newBuilder()
          .setName(directory + className + ".java")
          .setContent(
              "// Generated by io.vertebra.codegen from "
                  + source()
                  + ". Do not edit.\n"
                  + packageLine
                  + imports
                  + body
                  + "}\n")
          .build();
    }

    /** Returns the name of the .proto file, safe in a comment and in a string. */
    private String source() {
      return fileName.replaceAll("[^\\w./+-]", "_");
    }

    private Stream<String> comment(Rpc rpc) {
      List<Integer> at =
          List.of(
              FileDescriptorProto.SERVICE_FIELD_NUMBER,
              service.getIndex(),
              com.google.protobuf.DescriptorProtos.ServiceDescriptorProto.METHOD_FIELD_NUMBER,
              rpc.descriptor().getIndex());
      return comments.at(at, "Calls {@code " + path(rpc) + "}.").stream();
    }

    private String path(Rpc rpc) {
      return service.getFullName() + "/" + rpc.descriptor().getName();
    }

    private String descriptor() {
      String outer = types.of(packageName, GeneratorNames.getFileClassName(service.getFile()));
      return outer + ".getDescriptor().findServiceByName(\"" + service.getName() + "\")";
    }

    private String future() {
      return types.of("io.vertx.core", "Future");
    }

    private String request(Rpc rpc) {
      return types.of(rpc.descriptor().getInputType());
    }

    private String response(Rpc rpc) {
      return types.of(rpc.descriptor().getOutputType());
    }
  }
}
