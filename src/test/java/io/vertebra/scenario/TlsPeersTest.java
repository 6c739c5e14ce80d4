package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.vertebra.auth.ClientTlsConfig;
import io.vertebra.auth.TestAuthority;
import io.vertebra.auth.TestAuthority.Signed;
import io.vertebra.proof.StockClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoService;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A port that speaks TLS, before clients that are not ours, and before what is no client. */
@Timeout(60)
class TlsPeersTest {

  private static final TestAuthority AUTHORITY = TestAuthority.ofItsOwn();
  private static final Signed SERVER = AUTHORITY.forLocalhost();
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(5).toMillis();

  private final Logger log = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Rig rig = Rig.of(AUTHORITY.mutualServer(SERVER), ClientTlsConfig.OFF);

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.INFO);
  }

  /** Whatever came, nobody needs to be told of it, and the server goes on. */
  @AfterEach
  void liveOnInSilence() throws Exception {
    log.detachAppender(lines);
    log.setLevel(Level.WARN);
    callWithGrpcJava(AUTHORITY.forName("caller"));
    rig.close();
    assertThat(lines.list).isEmpty();
  }

  private void callWithGrpcJava(Signed own) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(AUTHORITY.certificates().toFile());
    if (own != null) {
      tls.keyManager(own.certificate().toFile(), own.key().toFile());
    }
    try (StockClient client = new StockClient("localhost", rig.port, tls.build())) {
      EchoRequest request = EchoRequest.newBuilder().setText("t").build();
      assertThat(client.call(EchoService.METHOD_UNARY, request).getText()).isEqualTo("t");
    }
  }

  @Test
  void refusesGrpcJavaWithoutACertificateOrWithAnothersOrAnOldOne() {
    Signed[] refused = {
      null,
      TestAuthority.ofItsOwn().forName("caller"),
      AUTHORITY.until(Instant.now().minusSeconds(60))
    };
    for (Signed own : refused) {
      assertThatThrownBy(() -> callWithGrpcJava(own))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              failure ->
                  assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
    assertThat(rig.serverEnds).isEmpty();
  }

  static Stream<Arguments> noTls() {
    return Stream.of(
        Arguments.of("HTTP/1.1", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Arguments.of("an upgrade", "GET / HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"),
        Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
        Arguments.of("a record of nonsense", "\26\3\1\0\5hello"),
        Arguments.of("a record that is too long", "\26\3\1\377\377" + "x".repeat(70_000)),
        Arguments.of("nulls", "\0".repeat(1000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noTls")
  void closesTheConnectionOfWhatIsNoTls(String name, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      assertClosed(socket);
    }
  }

  /** At most an alert comes before the end, or the connection breaks. */
  private static void assertClosed(Socket socket) {
    byte[] answer;
    try {
      answer = socket.getInputStream().readAllBytes();
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the connection is still open", open);
    } catch (IOException broken) {
      return;
    }
    assertThat(answer).as(HexFormat.of().formatHex(answer)).hasSizeLessThan(64);
  }

  @Test
  void outlivesAClientThatLeavesInTheHandshake() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 1, 0, 1, 0});
      socket.setSoLinger(true, 0);
    }
  }

  private static SSLSocket connect(int port, String version, String... alpn) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(AUTHORITY.certificates())) {
      trusted.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    parameters.setProtocols(new String[] {version});
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void choosesHttp2() throws Exception {
    try (SSLSocket socket = connect(rig.port, "TLSv1.3", "http/1.1", "h2")) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void refusesOtherProtocols(String version) throws Exception {
    try (SSLSocket socket = connect(rig.port, version, "http/1.1")) {
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("no_application_protocol");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closesTheConnectionOfAClientThatChoosesNoProtocol(String version) throws Exception {
    try (Rig open = Rig.of(TestAuthority.server(SERVER), ClientTlsConfig.OFF);
        SSLSocket socket = connect(open.port, version)) {
      socket.startHandshake();
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertClosed(socket);
    }
  }
}
