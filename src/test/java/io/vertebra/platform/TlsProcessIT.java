package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.auth.TestAuthority;
import io.vertebra.auth.TestAuthority.Signed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with mutual TLS, as a process: what it serves, whom it refuses, and what it says. */
class TlsProcessIT {

  private static final Pattern PORT = Pattern.compile("gRPC on \\S+:(\\d+),");

  @TempDir private Path dir;

  private TestAuthority authority;
  private Map<String, String> settings;
  private Process node;
  private Path nodeErrors;
  private String port;

  @BeforeEach
  void start() throws IOException {
    authority = new TestAuthority(dir);
    Signed own = authority.forLocalhost();
    settings =
        Map.of(
            "VERTEBRA_SERVER_TLS_ENABLED", "true",
            "VERTEBRA_SERVER_TLS_CERTIFICATE", own.certificate().toString(),
            "VERTEBRA_SERVER_TLS_KEY", own.key().toString(),
            "VERTEBRA_SERVER_TLS_CLIENT_AUTHORITIES", authority.certificates().toString());
    nodeErrors = dir.resolve("errors");
    ProcessBuilder builder =
        vertebra("run", "--port", "0", "--set", "admin.port=0", "--data-dir", dir + "/data");
    node = builder.redirectError(nodeErrors.toFile()).start();
    BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher served = PORT.matcher(line);
      if (served.find()) {
        port = served.group(1);
        return;
      }
    }
    throw new AssertionError("no start: " + Files.readString(nodeErrors));
  }

  @AfterEach
  void stop() throws InterruptedException {
    node.destroy();
    assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private ProcessBuilder vertebra(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-jar", System.getProperty("vertebra.jar")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    return builder;
  }

  private static String output(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String list(String... tls) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("call", "--address", "localhost:" + port));
    arguments.addAll(List.of(tls));
    arguments.add("list");
    return output(vertebra(arguments.toArray(String[]::new)));
  }

  @Test
  void servesThoseItKnowsAndTellsNobodyOfTheOthers() throws Exception {
    Signed caller = authority.forName("caller");
    String ca = authority.certificates().toString();
    String[] known = {
      "--cacert", ca, "--cert", caller.certificate().toString(), "--key", caller.key().toString()
    };

    assertThat(list()).startsWith("UNAVAILABLE: the server closed the connection at once");
    assertThat(list("--cacert", ca)).startsWith("UNAVAILABLE: TLS: the server refused");
    assertThat(list(known)).contains("grpc.health.v1.Health");
    assertThat(chosenByOpenssl(ca, caller)).contains("ALPN protocol: h2");
    assertThat(Files.readString(nodeErrors)).doesNotContain("WARN", "ERROR", "Exception");
  }

  @Test
  void callTrustsWhomTheJvmTrusts() throws Exception {
    Signed caller = authority.forName("caller");
    Path trusted = dir.resolve("trusted.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream root = Files.newInputStream(authority.certificates());
        OutputStream out = Files.newOutputStream(trusted)) {
      store.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(root));
      store.store(out, "changeit".toCharArray());
    }
    settings =
        Map.of(
            "JAVA_TOOL_OPTIONS",
            "-Djavax.net.ssl.trustStore="
                + trusted
                + " -Djavax.net.ssl.trustStorePassword=changeit");

    assertThat(
            list(
                "--tls",
                "--cert",
                caller.certificate().toString(),
                "--key",
                caller.key().toString()))
        .contains("grpc.health.v1.Health");
  }

  private String chosenByOpenssl(String ca, Signed caller) throws IOException {
    return output(
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-alpn",
                "http/1.1,h2",
                "-CAfile",
                ca,
                "-cert",
                caller.certificate().toString(),
                "-key",
                caller.key().toString())
            .redirectInput(Path.of("/dev/null").toFile()));
  }

  @Test
  void showsNothingOfTheKey() throws IOException {
    Path key = Path.of(settings.get("VERTEBRA_SERVER_TLS_KEY"));
    String secret = Files.readAllLines(key).get(1);

    String printed = output(vertebra("config", "print"));

    assertThat(printed).contains(key.toString()).doesNotContain(secret);
    assertThat(Files.readString(nodeErrors)).doesNotContain(secret);
  }
}
