package io.vertebra.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import io.vertebra.test.editions.EditionsProto;
import io.vertebra.test.names.MethodsService;
import io.vertebra.test.names.Names;
import io.vertebra.test.nested.NestedOuterClass;
import io.vertebra.test.v1.EchoOuterClass;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generates from the descriptors of {@code src/test/proto}, which the build itself has put through
 * protoc and this generator, and compiled.
 *
 * <p>After an intended change of the output, write the golden files anew and review the difference:
 * {@code mvn test -Dtest=ServiceGeneratorTest -Dvertebra.golden=write}.
 */
class ServiceGeneratorTest {
  private static final Path GOLDEN = Path.of("src/test/resources/codegen");

  static Stream<CodeGeneratorResponse.File> goldenFiles() {
    FileDescriptorProto echo =
        EchoOuterClass.getDescriptor().toProto().toBuilder()
            .setSourceCodeInfo(
                SourceCodeInfo.newBuilder()
                    .addLocation(comment(" Gives back what it is sent.\n\n Twice.\n", 6, 0))
                    .addLocation(comment(" One for one.\n", 6, 0, 2, 0)))
            .build();
    return Stream.of(
            ServiceGenerator.generate(request(List.of(echo), "echo.proto")),
            generate(Names.getDescriptor()),
            generate(NestedOuterClass.getDescriptor()),
            generate(EditionsProto.getDescriptor()))
        .flatMap(response -> response.getFileList().stream());
  }

  @BeforeAll
  static void writeGoldenFilesIfAsked() throws IOException {
    if ("write".equals(System.getProperty("vertebra.golden"))) {
      for (CodeGeneratorResponse.File file : goldenFiles().toList()) {
        Files.writeString(golden(file), file.getContent());
      }
    }
  }

  private static Path golden(CodeGeneratorResponse.File file) {
    return GOLDEN.resolve(Path.of(file.getName()).getFileName());
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void writesWhatTheGoldenFilesHold(CodeGeneratorResponse.File file) throws IOException {
    assertThat(file.getContent()).isEqualTo(Files.readString(golden(file)));
  }

  @Test
  void writesJavaThatCompilesWithoutAWarning(@TempDir Path classes) {
    assertThat(compile(goldenFiles().toList(), classes)).isEmpty();
  }

  @Test
  void leavesNoGoldenFileBehind() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files)
          .containsExactlyInAnyOrderElementsOf(
              goldenFiles().map(ServiceGeneratorTest::golden).toList());
    }
  }

  @Test
  void keepsAnyCommentInsideTheJavadoc(@TempDir Path classes) {
    List<String> comments =
        List.of(
            "*/ int broken; /*",
            "*\n/ int broken;",
            "\\u002a\\u002f int broken;",
            "\\\\u002a/ int broken;",
            "*\u0000/ int broken;",
            "<script>alert(1)</script> a < b && c > d",
            "@param nobody {@link Nowhere} {@code",
            "${file} ${nothing} $1 \\1",
            "line\r\nline\rline\u2028line\u0085line\fline",
            "/* /** // **/ */",
            "\n\n  \n * a list\n *   of lines\n\n\n");
    FileDescriptorProto.Builder echo = EchoOuterClass.getDescriptor().toProto().toBuilder();
    ServiceDescriptorProto.Builder service = echo.getServiceBuilder(0);
    MethodDescriptorProto unary = service.getMethod(0);
    for (String comment : comments) {
      int index = service.getMethodCount();
      service.addMethod(unary.toBuilder().setName("Unary" + index));
      echo.getSourceCodeInfoBuilder().addLocation(comment(comment, 6, 0, 2, index));
    }
    echo.getSourceCodeInfoBuilder().addLocation(comment(String.join("\n", comments), 6, 0));

    assertThat(compile(generate(echo.build()).getFileList(), classes)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Debit, debit, METHOD_DEBIT",
    "debit, debit, METHOD_DEBIT",
    "DebitAll, debitAll, METHOD_DEBIT_ALL",
    "debit_all, debitAll, METHOD_DEBIT_ALL",
    "DEBIT_ALL, debitAll, METHOD_DEBIT_ALL",
    "DEBIT, debit, METHOD_DEBIT",
    "GetHTTPInfo, getHttpInfo, METHOD_GET_HTTP_INFO",
    "HTTPGet, httpGet, METHOD_HTTP_GET",
    "DebitV2, debitV2, METHOD_DEBIT_V2",
    "V2Debit, v2Debit, METHOD_V2_DEBIT",
    "A, a, METHOD_A",
    "New, new_, METHOD_NEW",
    "Yield, yield_, METHOD_YIELD",
    "_3d, _3d, METHOD_3D",
    "Trailing_, trailing, METHOD_TRAILING",
  })
  void namesMethodsAsJavaDoes(String rpc, String method, String constant) {
    CodeGeneratorResponse response = generate(file("a.proto", "Account", rpc));

    assertThat(response.getFile(0).getContent())
        .contains("> " + method + "(ServerCall call, M request);", "> " + constant + " =");
  }

  @Test
  void findsTheDescriptorOfEachMethod() {
    assertThat(MethodsService.METHOD_NEW.fullName()).isEqualTo("vertebra.test.names.Methods/New");
    assertThat(MethodsService.METHOD_2ND.fullName()).isEqualTo("vertebra.test.names.Methods/_2nd");
  }

  @Test
  void putsFilesIntoTheJavaPackage() {
    FileDescriptorProto.Builder file = file("a.proto", "Account", "Debit").toBuilder();

    file.getOptionsBuilder().setJavaPackage("com.example");
    assertThat(generate(file.build()).getFile(0).getName())
        .isEqualTo("com/example/AccountService.java");
    file.getOptionsBuilder().clearJavaPackage();
    assertThat(generate(file.build()).getFile(0).getName()).isEqualTo("p/q/AccountService.java");
    file.clearPackage().getServiceBuilder(0).getMethodBuilder(0).setInputType("M");
    file.getServiceBuilder(0).getMethodBuilder(0).setOutputType("M");
    CodeGeneratorResponse.File unnamed = generate(file.build()).getFile(1);
    assertThat(unnamed.getName()).isEqualTo("AccountClient.java");
    assertThat(unnamed.getContent()).doesNotContain("package ");
  }

  @Test
  void refusesMethodsThatAreOneInJava() {
    assertThat(generate(file("a.proto", "Account", "GetAll", "Debit", "get_all")).getError())
        .isEqualTo(
            "a.proto: service p.q.Account: rpc get_all: Java name AccountService.getAll"
                + " (expected: one not taken by service p.q.Account: rpc GetAll)");
  }

  @Test
  void refusesAServiceWhoseClassesAreTaken() {
    FileDescriptorProto.Builder file = file("a.proto", "Account", "Debit").toBuilder();
    file.addMessageType(DescriptorProto.newBuilder().setName("AccountClient"));
    file.getOptionsBuilder().setJavaMultipleFiles(false);
    assertThat(generate(file.build()).hasError()).as("nested in the outer class").isFalse();

    file.getOptionsBuilder().setJavaMultipleFiles(true);
    assertThat(generate(file.build()).getError())
        .isEqualTo(
            "a.proto: service p.q.Account: Java name AccountClient"
                + " (expected: one not taken by message p.q.AccountClient)");
  }

  @Test
  void refusesAServiceThatTakesTheNameOfAnOuterClass() {
    assertThat(generate(file("account_service.proto", "Account", "Debit")).getError())
        .isEqualTo(
            "account_service.proto: service p.q.Account: Java name AccountService (expected: one"
                + " not taken by the outer class of account_service.proto, which"
                + " java_outer_classname can rename)");
  }

  @Test
  void refusesServicesThatTakeTheSameName() {
    FileDescriptorProto one = file("one.proto", "Account", "Debit");
    FileDescriptorProto.Builder two = file("two.proto", "Account", "Debit").toBuilder();
    two.setPackage("p.other").getOptionsBuilder().setJavaPackage("p.q");
    two.getServiceBuilder(0).getMethodBuilder(0).setInputType(".p.other.M");
    two.getServiceBuilder(0).getMethodBuilder(0).setOutputType(".p.other.M");

    CodeGeneratorResponse response =
        ServiceGenerator.generate(request(List.of(one, two.build()), "one.proto", "two.proto"));

    assertThat(response.getError())
        .isEqualTo(
            "two.proto: service p.other.Account: Java name AccountService"
                + " (expected: one not taken by service p.q.Account)");
    assertThat(response.getFileList()).isEmpty();
  }

  @Test
  void refusesWhatProtocWouldNotSend() {
    FileDescriptorProto file = file("a.proto", "Account", "Debit");
    CodeGeneratorRequest request = request(List.of(file), "a.proto");

    assertThat(ServiceGenerator.generate(request.toBuilder().setParameter("lite").build()))
        .extracting(CodeGeneratorResponse::getError)
        .isEqualTo("parameter: lite (expected: none)");
    assertThat(ServiceGenerator.generate(request(List.of(file), "b.proto")))
        .extracting(CodeGeneratorResponse::getError)
        .isEqualTo("b.proto: absent (expected: a file of the request)");
    FileDescriptorProto.Builder unlinked = file.toBuilder();
    unlinked.getServiceBuilder(0).getMethodBuilder(0).setInputType(".p.q.Missing");
    assertThat(generate(unlinked.build()).getError())
        .isEqualTo("p.q.Account.Debit: \".p.q.Missing\" is not defined.");
  }

  @Test
  void saysWhichFeaturesItKnows() {
    CodeGeneratorResponse response = generate(EditionsProto.getDescriptor());

    assertThat(response.getSupportedFeatures())
        .isEqualTo(Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE);
    assertThat(response.getMaximumEdition()).isEqualTo(2024 - 1023);
  }

  @Test
  void answersOnStandardOutput() throws IOException {
    CodeGeneratorRequest request = request(List.of(file("a.proto", "Account", "Debit")), "a.proto");

    Run run = run(request.toByteArray());

    assertThat(run.exitCode).isZero();
    assertThat(run.err.toByteArray()).isEmpty();
    assertThat(CodeGeneratorResponse.parseFrom(run.out.toByteArray()))
        .isEqualTo(ServiceGenerator.generate(request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "\u0001\u0002\u0003", "hello, world\n"})
  void refusesInputThatIsNoRequest(String input) throws IOException {
    Run run = run(input.getBytes(UTF_8));

    assertThat(run.exitCode).isOne();
    assertThat(run.out.toByteArray()).isEmpty();
    assertThat(run.err.toString(UTF_8))
        .startsWith("stdin: ")
        .contains("(expected: a CodeGeneratorRequest; see --help)");
  }

  @Test
  void explainsItself() throws IOException {
    Run help = run(new byte[0], "--help");
    assertThat(help.exitCode).isZero();
    assertThat(help.out.toString(UTF_8))
        .contains("protoc --plugin=", ServiceGenerator.class.getName());

    Run unknown = run(new byte[0], "--nope");
    assertThat(unknown.exitCode).isOne();
    assertThat(unknown.err.toString(UTF_8)).contains("arguments: --nope (expected: ");
  }

  private record Run(int exitCode, ByteArrayOutputStream out, ByteArrayOutputStream err) {}

  private static Run run(byte[] input, String... args) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode;
    try (PrintStream outStream = new PrintStream(out, false, UTF_8);
        PrintStream errStream = new PrintStream(err, false, UTF_8)) {
      ByteArrayInputStream in = new ByteArrayInputStream(input);
      exitCode = ServiceGenerator.run(List.of(args), in, outStream, errStream);
    }
    return new Run(exitCode, out, err);
  }

  /** A file with a message M and unary methods from M to M. */
  private static FileDescriptorProto file(String name, String service, String... rpcs) {
    ServiceDescriptorProto.Builder built = ServiceDescriptorProto.newBuilder().setName(service);
    for (String rpc : rpcs) {
      built.addMethod(
          MethodDescriptorProto.newBuilder()
              .setName(rpc)
              .setInputType(".p.q.M")
              .setOutputType(".p.q.M"));
    }
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName(name)
            .setPackage("p.q")
            .addMessageType(DescriptorProto.newBuilder().setName("M"))
            .addService(built);
    file.getOptionsBuilder().setJavaMultipleFiles(true);
    return file.build();
  }

  private static Location comment(String text, Integer... path) {
    return Location.newBuilder().addAllPath(Arrays.asList(path)).setLeadingComments(text).build();
  }

  private static CodeGeneratorResponse generate(FileDescriptorProto file) {
    return ServiceGenerator.generate(request(List.of(file), file.getName()));
  }

  private static CodeGeneratorResponse generate(FileDescriptor file) {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    collect(file, files);
    return ServiceGenerator.generate(request(files.values(), file.getName()));
  }

  private static void collect(FileDescriptor file, Map<String, FileDescriptorProto> files) {
    file.getDependencies().forEach(dependency -> collect(dependency, files));
    files.putIfAbsent(file.getName(), file.toProto());
  }

  private static CodeGeneratorRequest request(
      Iterable<FileDescriptorProto> files, String... toGenerate) {
    return CodeGeneratorRequest.newBuilder()
        .addAllProtoFile(files)
        .addAllFileToGenerate(List.of(toGenerate))
        .build();
  }

  /** Returns what the compiler has to say, also about the Javadoc. */
  private static String compile(List<CodeGeneratorResponse.File> files, Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-Xlint:all,-path,-classfile",
            "-Xdoclint:all,-missing",
            "-Werror",
            "-proc:none",
            "--release",
            "17",
            "-d",
            classes.toString());
    List<JavaFileObject> sources = files.stream().<JavaFileObject>map(Source::new).toList();
    boolean compiled = compiler.getTask(messages, null, null, options, null, sources).call();
    assertThat(compiled).as(messages.toString()).isTrue();
    return messages.toString();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String content;

    Source(CodeGeneratorResponse.File file) {
      super(URI.create("string:///" + file.getName()), Kind.SOURCE);
      content = file.getContent();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return content;
    }
  }
}
