package io.vertebra.codegen;

import static com.google.protobuf.DescriptorProtos.FileDescriptorProto.SERVICE_FIELD_NUMBER;
import static com.google.protobuf.DescriptorProtos.ServiceDescriptorProto.METHOD_FIELD_NUMBER;
import static com.google.protobuf.GeneratorNames.getFileClassName;
import static com.google.protobuf.GeneratorNames.getFileJavaPackage;
import static com.google.protobuf.GeneratorNames.getQualifiedClassName;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A protoc plugin that writes, for each {@code service X}, the interface {@code XService} to
 * implement and the class {@code XClient} to call it with.
 *
 * <p>The output depends on the request alone, byte for byte. One thread; no state outlives a run.
 * Vertebra's own build launches this file from source, so it is one file that needs the JDK and
 * protobuf-java only. Start at {@link #generate}; the templates are in {@link ServiceWriter}.
 */
public final class ServiceGenerator {
  private static final String HELP =
      """
      Vertebra's protoc plugin: writes XService and XClient for each service X of a .proto file.
      protoc starts it, next to protoc's own Java generator; it takes no parameters.

        printf '#!/bin/sh\\nexec java -cp vertebra.jar io.vertebra.codegen.ServiceGenerator\\n' \\
            > protoc-gen-vertebra && chmod +x protoc-gen-vertebra
        jar xf vertebra.jar vertebra google/protobuf    # what contracts import
        protoc --plugin=./protoc-gen-vertebra --java_out=gen --vertebra_out=gen account.proto

      For io.github.ascopes:protobuf-maven-plugin it is a <jvmMavenPlugin> of io.vertebra:vertebra
      with the <mainClass>io.vertebra.codegen.ServiceGenerator</mainClass>.
      """;

  private static final Pattern WORD_STARTS =
      Pattern.compile("_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private ServiceGenerator() {}

  /** Runs as a protoc plugin, or says how to with {@code --help}, and ends the process. */
  public static void main(String[] args) throws IOException {
    System.exit(run(List.of(args), System.in, System.out, System.err));
  }

  /** Returns the exit code: 0, also when the response holds an error for protoc to show, or 1. */
  static int run(List<String> args, InputStream in, PrintStream out, PrintStream err)
      throws IOException {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return 0;
    }
    if (!args.isEmpty()) {
      err.println("arguments: " + String.join(" ", args) + " (expected: none, or --help)");
      return 1;
    }
    try {
      CodeGeneratorRequest request = CodeGeneratorRequest.parseFrom(in, javaFeatures());
      if (request.getFileToGenerateCount() == 0) {
        throw new InvalidProtocolBufferException("no files to generate");
      }
      generate(request).writeTo(out);
      return 0;
    } catch (InvalidProtocolBufferException e) {
      err.println("stdin: " + e.getMessage() + " (expected: a CodeGeneratorRequest; see --help)");
      return 1;
    }
  }

  private static ExtensionRegistry javaFeatures() {
    // Its initializer fails when JavaFeaturesProto's runs first (seen in protobuf-java 4.33.5).
    DescriptorProtos.getDescriptor();
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    extensions.add(JavaFeaturesProto.java_);
    return extensions;
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
      Map<String, String> classes = classes(files.values());
      List<ServiceWriter> writers = new ArrayList<>();
      for (String name : request.getFileToGenerateList()) {
        if (!files.containsKey(name)) {
          throw new RefusedException(name + ": absent (expected: a file of the request)");
        }
        files.get(name).getServices().forEach(s -> writers.add(ServiceWriter.of(s, classes)));
      }
      writers.forEach(w -> response.addFile(w.serviceFile()).addFile(w.clientFile()));
    } catch (IllegalArgumentException | DescriptorValidationException e) {
      response.setError(e.getMessage());
    }
    return response.build();
  }

  /** Protoc sends a file after the files that it imports. */
  private static Map<String, FileDescriptor> link(List<FileDescriptorProto> protos)
      throws DescriptorValidationException {
    Map<String, FileDescriptor> files = new HashMap<>();
    for (FileDescriptorProto proto : protos) {
      FileDescriptor[] imports =
          proto.getDependencyList().stream()
              .filter(files::containsKey)
              .map(files::get)
              .toArray(FileDescriptor[]::new);
      files.put(proto.getName(), FileDescriptor.buildFrom(proto, imports));
    }
    return files;
  }

  /** Returns what owns each Java class that protoc makes of the files. */
  private static Map<String, String> classes(Iterable<FileDescriptor> files) {
    Map<String, String> owners = new HashMap<>();
    for (FileDescriptor file : files) {
      for (Descriptor message : file.getMessageTypes()) {
        String name = getQualifiedClassName(message);
        owners.put(name, "message " + message.getFullName());
        owners.put(name + "OrBuilder", "message " + message.getFullName());
      }
      file.getEnumTypes()
          .forEach(e -> owners.put(getQualifiedClassName(e), "enum " + e.getFullName()));
      owners.put(
          qualified(getFileJavaPackage(file), getFileClassName(file)),
          "the outer class of " + file.getName() + ", which java_outer_classname can rename");
    }
    return owners;
  }

  private static String qualified(String packageName, String name) {
    return packageName.isEmpty() ? name : packageName + "." + name;
  }

  /** The input asks for what cannot be generated; the message is for the author of the input. */
  private static final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Splits a name: {@code GetHTTPInfo -> get, http, info}; {@code DO_IT -> do, it}. */
  private static List<String> words(MethodDescriptor rpc) {
    return WORD_STARTS
        .splitAsStream(rpc.getName().replaceFirst("^_+", ""))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Returns the name in lower camel case; a keyword gets an underscore: {@code New -> new_}. */
  private static String methodName(MethodDescriptor rpc) {
    String camel = words(rpc).stream().reduce((left, word) -> left + capitalized(word)).orElse("");
    String name = SourceVersion.isIdentifier(camel) ? camel : "_" + camel;
    // A method yield can be declared, but not called by its bare name.
    return SourceVersion.isKeyword(name) || name.equals("yield") ? name + "_" : name;
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** One Java file: its types are named in short where that is unambiguous, else in full. */
  private static final class Page {
    private static final Pattern HOLE = Pattern.compile("\\$\\{([\\w.]+)}");
    private static final Pattern LONG = Pattern.compile("(?m)^(?=.{101})( +)([^*(=\n]+\\((?!\\)))");
    private static final Pattern VARIABLE =
        Pattern.compile("SERVICE|METHOD_.*|call|channel|options|requests?|responses|writer");

    private final String packageName;
    private final String className;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> meanings = new HashMap<>();
    private final Set<String> imports = new TreeSet<>();

    /** The other classes of the package hide those of java.lang. */
    Page(String packageName, String className, Set<String> classes) {
      this.packageName = packageName;
      this.className = className;
      for (String name : List.of("Deprecated", "String", "SuppressWarnings", "Void")) {
        boolean hidden = classes.contains(qualified(packageName, name));
        meanings.put(name, hidden ? "" : "java.lang." + name);
      }
    }

    Page set(String key, String template) {
      values.put(key, template);
      return this;
    }

    String type(Descriptor message) {
      String inPackage = getFileJavaPackage(message.getFile());
      String name = getQualifiedClassName(message);
      return type(inPackage, inPackage.isEmpty() ? name : name.substring(inPackage.length() + 1));
    }

    /** The path may be that of a nested class; its outermost class is what is imported. */
    String type(String inPackage, String classPath) {
      String simple = classPath.split("\\.", 2)[0];
      String outermost = qualified(inPackage, simple);
      meanings.putIfAbsent(simple, outermost);
      if (!meanings.get(simple).equals(outermost) || VARIABLE.matcher(simple).matches()) {
        return qualified(inPackage, classPath);
      }
      if (!inPackage.equals(packageName) && !inPackage.equals("java.lang")) {
        imports.add("import " + outermost + ";\n");
      }
      return classPath;
    }

    /** Fills {@code ${key}} with its value, filled, and {@code ${a.b.Type}} with its name. */
    String fill(String template) {
      return HOLE.matcher(template)
          .replaceAll(hole -> Matcher.quoteReplacement(value(hole.group(1))));
    }

    private String value(String key) {
      int dot = key.lastIndexOf('.');
      return dot < 0 ? fill(values.get(key)) : type(key.substring(0, dot), key.substring(dot + 1));
    }

    /** Fills a template and makes it the Javadoc of a member. */
    String javadoc(String template) {
      String text = fill(template);
      return text.contains("\n") || text.length() > 90
          ? "  /**\n   * " + text.replace("\n", "\n   * ") + "\n   */\n"
          : "  /** " + text + " */\n";
    }

    CodeGeneratorResponse.File file(String template) {
      String body =
          LONG.matcher(fill(template)).replaceAll("$1$2\n$1    ").replaceAll(" +\n", "\n");
      String header = fill("// Generated by io.vertebra.codegen from ${file}. Do not edit.\n");
      String packageLine = packageName.isEmpty() ? "" : "package " + packageName + ";\n\n";
      return CodeGeneratorResponse.File.newBuilder()
          .setName(qualified(packageName, className).replace('.', '/') + ".java")
          .setContent(header + packageLine + String.join("", imports) + "\n" + body)
          .build();
    }
  }

  /** Writes the two Java files of one service, from templates that {@link Page#fill} fills. */
  private record ServiceWriter(ServiceDescriptor service, String packageName, Set<String> classes) {
    private static final String SUPPRESSION = "@${java.lang.SuppressWarnings}(\"deprecation\")\n";
    private static final String READS = "${io.vertx.core.streams.ReadStream}";
    private static final String WRITES = "${io.vertx.core.streams.WriteStream}";
    private static final String WRITER = "${io.vertebra.client.RequestWriter}";

    private static final String SERVICE =
        """
        /**
         * ${about}
         *
         * <p>Implement this interface and serve its {@link #binding()}. A method fails its call by
         * failing the future that it returns.
         */
        @${javax.annotation.processing.Generated}(value = "io.vertebra.codegen", comments = "${file}")
        ${deprecation}${suppression}public interface ${Service} {

          /** The full name of the service. */
          ${java.lang.String} SERVICE = "${service}";
        ${constants}${declarations}
          /** Returns each method of the service, bound to this implementation. */
          default ${io.vertebra.server.ServiceBinding} binding() {
            return ${io.vertebra.server.ServiceBinding}.builder(${descriptor})
        ${bindings}        .build();
          }
        }
        """;

    private static final String CONSTANT =
        """

          /** Describes {@code ${path}}. */
        ${deprecated}  ${io.vertebra.rpc.RpcMethod}<${Q}, ${S}> ${CONSTANT} =
              ${io.vertebra.rpc.RpcMethod}.of(
                  ${descriptor}.findMethodByName("${rpc}"),
                  ${Q}.getDefaultInstance(),
                  ${S}.getDefaultInstance());
        """;

    private static final String DECLARATION =
        """

        ${servedJavadoc}${deprecated}  ${Future}<${served}> ${method}(${io.vertebra.rpc.ServerCall} call, ${given});
        """;

    private static final String BINDING = "        .${mode}(${CONSTANT}, this::${method})\n";

    private static final String CLIENT =
        """
        /**
         * ${about}
         *
         * <p>Calls over a channel. A call fails by failing the future that it returns or, once begun,
         * the stream of responses. Immutable.
         */
        @${javax.annotation.processing.Generated}(value = "io.vertebra.codegen", comments = "${file}")
        ${deprecation}${suppression}public final class ${Client} {
          private final ${io.vertebra.client.Channel} channel;
          private final ${CallOptions} options;

          /** Calls over a channel, with the default options. */
          public ${Client}(${io.vertebra.client.Channel} channel) {
            this(channel, ${CallOptions}.DEFAULT);
          }

          /** Calls over a channel, with these options where a call is given none. */
          public ${Client}(${io.vertebra.client.Channel} channel, ${CallOptions} options) {
            this.channel = ${java.util.Objects}.requireNonNull(channel, "channel");
            this.options = ${java.util.Objects}.requireNonNull(options, "options");
          }

          /** Returns a client of the same channel, with these options where a call is given none. */
          public ${Client} withOptions(${CallOptions} options) {
            return new ${Client}(channel, options);
          }
        ${calls}}
        """;

    private static final String CALL =
        """

        ${javadoc}${deprecated}  public ${Future}<${called}> ${method}(${type} ${argument}) {
            return ${method}(${argument}, options);
          }

          /** As {@link #${method}(${erasure})}, with options of its own. */
        ${deprecated}  public ${Future}<${called}> ${method}(${type} ${argument}, ${CallOptions} options) {
            return channel.${mode}(${Service}.${CONSTANT}, ${argument}, options);
          }
        """;

    /** Claims names for the service and its methods, before any file is written. */
    static ServiceWriter of(ServiceDescriptor service, Map<String, String> owners) {
      String packageName = getFileJavaPackage(service.getFile());
      ServiceWriter writer = new ServiceWriter(service, packageName, owners.keySet());
      String name = "service " + service.getFullName();
      writer.claim(owners, writer.className("Service"), name);
      writer.claim(owners, writer.className("Client"), name);
      for (MethodDescriptor rpc : service.getMethods()) {
        String method = writer.className("Service") + "." + methodName(rpc);
        writer.claim(owners, method, name + ": rpc " + rpc.getName());
      }
      return writer;
    }

    private void claim(Map<String, String> owners, String javaName, String owner) {
      String other = owners.putIfAbsent(qualified(packageName, javaName), owner);
      if (other != null) {
        throw new RefusedException(
            "%s: %s: Java name %s (expected: one not taken by %s)"
                .formatted(service.getFile().getName(), owner, javaName, other));
      }
    }

    CodeGeneratorResponse.File serviceFile() {
      Page page = page("Service");
      return page.set("constants", forEach(page, rpc -> page.fill(CONSTANT)))
          .set("declarations", forEach(page, rpc -> page.fill(DECLARATION)))
          .set("bindings", forEach(page, rpc -> page.fill(BINDING)))
          .file(SERVICE);
    }

    CodeGeneratorResponse.File clientFile() {
      Page page = page("Client");
      return page.set("calls", forEach(page, rpc -> calls(page, rpc))).file(CLIENT);
    }

    private static String calls(Page page, MethodDescriptor rpc) {
      if (!rpc.isClientStreaming()) {
        page.set("erasure", "${Q}").set("type", "${Q}").set("argument", "request");
        return page.fill(CALL);
      }
      page.set("erasure", READS).set("type", READS + "<${Q}>").set("argument", "requests");
      String calls = page.fill(CALL);
      String link = "As {@link #${method}(" + READS + ")}, with what the writer writes.";
      page.set("erasure", WRITER).set("type", WRITER + "<${Q}>").set("argument", "writer");
      return calls + page.set("javadoc", page.javadoc(link)).fill(CALL);
    }

    private String forEach(Page page, Function<MethodDescriptor, String> text) {
      return service.getMethods().stream()
          .map(rpc -> text.apply(turn(page, rpc)))
          .reduce("", String::concat);
    }

    /** Returns an empty page that knows what holds for the whole service. */
    private Page page(String suffix) {
      Page page = new Page(packageName, className(suffix), classes);
      String outer = page.type(packageName, getFileClassName(service.getFile()));
      String find = ".getDescriptor().findServiceByName(\"" + service.getName() + "\")";
      boolean deprecated = service.getOptions().getDeprecated();
      return page.set("file", service.getFile().getName().replaceAll("[^\\w./+-]", "_"))
          .set("service", service.getFullName())
          .set("CallOptions", "${io.vertebra.client.CallOptions}")
          .set("Future", "${io.vertx.core.Future}")
          .set("about", comment("The service {@code ${service}}.").replace("\n", "\n * "))
          .set("Service", page.type(packageName, className("Service")))
          .set("Client", page.type(packageName, className("Client")))
          .set("descriptor", outer + find)
          .set("deprecation", deprecated ? "@${java.lang.Deprecated}\n" : "")
          .set("suppression", namesDeprecatedMessage() ? SUPPRESSION : "");
    }

    /** Makes an rpc the one that the page is about. */
    private MethodDescriptor turn(Page page, MethodDescriptor rpc) {
      boolean deprecated = rpc.getOptions().getDeprecated();
      boolean answersMany = rpc.isServerStreaming();
      String one = answersMany ? "serverStreaming" : "unary";
      String many = answersMany ? "bidiStreaming" : "clientStreaming";
      String given = rpc.isClientStreaming() ? READS + "<${Q}> requests" : "${Q} request";
      String comment = comment("The method {@code ${path}}.", METHOD_FIELD_NUMBER, rpc.getIndex());
      String end = answersMany ? "\n\n<p>Completing the returned future ends the call." : "";
      page.set("rpc", rpc.getName())
          .set("path", "${service}/${rpc}")
          .set("method", methodName(rpc))
          .set("CONSTANT", "METHOD_" + String.join("_", words(rpc)).toUpperCase(Locale.ROOT))
          .set("Q", page.type(rpc.getInputType()))
          .set("S", page.type(rpc.getOutputType()))
          .set("mode", rpc.isClientStreaming() ? many : one)
          .set("given", given + (answersMany ? ", " + WRITES + "<${S}> responses" : ""))
          .set("served", answersMany ? "${java.lang.Void}" : "${S}")
          .set("called", answersMany ? READS + "<${S}>" : "${S}")
          .set("deprecated", deprecated ? "  @${java.lang.Deprecated}\n" : "");
      page.set("javadoc", page.javadoc(comment)).set("servedJavadoc", page.javadoc(comment + end));
      return rpc;
    }

    /** Returns the comment on the service, or on what the rest of a path leads to within it. */
    private String comment(String fallback, Integer... rest) {
      Stream<Integer> start = Stream.of(SERVICE_FIELD_NUMBER, service.getIndex());
      List<Integer> path = Stream.concat(start, Stream.of(rest)).toList();
      return service.getFile().toProto().getSourceCodeInfo().getLocationList().stream()
          .filter(location -> location.getPathList().equals(path))
          .flatMap(location -> Stream.of(location.getLeadingComments().split("\\R\\s*\\R")))
          .map(paragraph -> escape(paragraph.strip().replaceAll("\\R[ \t]*", "\n")))
          .filter(paragraph -> !paragraph.isEmpty())
          .reduce((left, right) -> left + "\n\n<p>" + right)
          .orElse(fallback);
    }

    /** Leaves nothing that could end the Javadoc, or be a tag, a unicode escape or a hole. */
    private static String escape(String text) {
      return text.replaceAll("[\\p{Cntrl}&&[^\r\n\t]]", "")
          .replace("&", "&amp;")
          .replace("<", "&lt;")
          .replace(">", "&gt;")
          .replace("@", "&#64;")
          .replace("${", "&#36;{")
          .replace("\\", "&#92;")
          .replaceAll("(?<=[*])/", "&#47;");
    }

    private String className(String suffix) {
      return capitalized(service.getName()) + suffix;
    }

    private boolean namesDeprecatedMessage() {
      return service.getMethods().stream()
          .flatMap(rpc -> Stream.of(rpc.getInputType(), rpc.getOutputType()))
          .flatMap(type -> Stream.iterate(type, t -> t != null, Descriptor::getContainingType))
          .anyMatch(type -> type.getOptions().getDeprecated());
    }
  }
}
