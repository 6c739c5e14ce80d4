package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.auth.ClientTlsConfig;
import io.vertebra.auth.PeerCertificates;
import io.vertebra.auth.ServerTlsConfig;
import io.vertebra.auth.TestAuthority;
import io.vertebra.auth.TestAuthority.Signed;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets through to whom, and what the others are told. */
@Timeout(60)
class TlsScenariosTest {

  private static final TestAuthority AUTHORITY = TestAuthority.ofItsOwn();
  private static final TestAuthority UNKNOWN = TestAuthority.ofItsOwn();
  private static final Signed SERVER = AUTHORITY.forLocalhost();
  private static final ServerTlsConfig ONE_WAY = TestAuthority.server(SERVER);
  private static final ServerTlsConfig MUTUAL = AUTHORITY.mutualServer(SERVER);
  private static final EchoRequest REQUEST =
      EchoRequest.newBuilder().setText("t").setCount(2).build();

  private static Rig rig(ServerTlsConfig tls) {
    return Rig.of(tls, ClientTlsConfig.OFF);
  }

  /** Null when the call is answered. */
  private static RpcException failure(Rig rig, String host, int port, ClientTlsConfig tls) {
    Http2Transport transport = new Http2Transport(rig.vertx, ClientConfig.DEFAULT.withTls(tls));
    Channel channel = Channel.builder(rig.vertx, transport.to(host, port)).build();
    return (RpcException)
        Rig.await(
            new EchoClient(channel)
                .unary(REQUEST, CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(15)))
                .transform((response, cause) -> Future.succeededFuture(cause))
                .eventually(transport::close));
  }

  private static RpcException failure(Rig rig, ClientTlsConfig tls) {
    return failure(rig, "127.0.0.1", rig.port, tls);
  }

  private static void assertRefused(RpcException failure, String message) {
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
    assertThat(failure.kind()).isEqualTo(Outcome.Kind.CONNECTION_LOST);
    assertThat(failure.status().message()).as("cause: %s", failure.getCause()).contains(message);
  }

  private static void assertLives(Rig rig, ClientTlsConfig tls) {
    assertThat(failure(rig, tls)).isNull();
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void callsInEveryModeWithoutAClientCertificate(RpcMode mode) {
    try (Rig rig = Rig.of(ONE_WAY, AUTHORITY.client())) {
      assertThat(rig.call(mode, CallOptions.DEFAULT, REQUEST).failure()).isNull();
      List<X509Certificate> chain = rig.service.seen.get().attribute(PeerCertificates.KEY);
      assertThat(chain).isNull();
    }
  }

  @Test
  void aServiceSeesTheCertificateOfItsCaller() {
    try (Rig rig = rig(MUTUAL)) {
      assertLives(rig, AUTHORITY.client(AUTHORITY.throughAnother("order.internal")));

      List<X509Certificate> chain = rig.service.seen.get().attribute(PeerCertificates.KEY);
      assertThat(chain).hasSize(2);
      assertThat(chain.get(0).getSubjectX500Principal().getName()).isEqualTo("CN=order.internal");
    }
  }

  @Test
  void aHostMayBeANameOrAnAddress() {
    try (Rig rig = rig(ONE_WAY)) {
      assertThat(failure(rig, "localhost", rig.port, AUTHORITY.client())).isNull();
      assertThat(failure(rig, "127.0.0.1", rig.port, AUTHORITY.client())).isNull();
    }
  }

  @Test
  void aServerNameStandsForTheHost() {
    try (Rig rig = rig(TestAuthority.server(AUTHORITY.forName("ledger.internal")))) {
      assertThat(failure(rig, AUTHORITY.clientFor("ledger.internal"))).isNull();
      assertRefused(
          failure(rig, AUTHORITY.client()), "the server's certificate is for another name");
      assertRefused(
          failure(rig, AUTHORITY.clientFor("order.internal")),
          "the server's certificate is for another name");
    }
  }

  @Test
  void aServerOfAnUnknownAuthorityIsRefused() {
    String message = "no authority that is trusted here has signed the server's certificate";
    ClientTlsConfig trustsTheJvm =
        new ClientTlsConfig(
            true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    try (Rig rig = rig(ONE_WAY)) {
      assertRefused(failure(rig, UNKNOWN.client()), message);
      assertRefused(failure(rig, trustsTheJvm), message);
      assertLives(rig, AUTHORITY.client());
    }
  }

  @Test
  void aServerWhoseCertificateHasExpiredIsRefused() {
    Signed old = AUTHORITY.until(Instant.now().minusSeconds(60));
    PemKeyCertOptions own =
        new PemKeyCertOptions()
            .setCertPath(old.certificate().toString())
            .setKeyPath(old.key().toString());
    try (Rig rig = rig(ONE_WAY)) {
      int port =
          Rig.await(
                  rig.vertx
                      .createHttpServer(
                          new HttpServerOptions()
                              .setSsl(true)
                              .setUseAlpn(true)
                              .setKeyCertOptions(own))
                      .requestHandler(request -> {})
                      .listen(0, "127.0.0.1"))
              .actualPort();
      assertRefused(
          failure(rig, "127.0.0.1", port, AUTHORITY.client()),
          "the server's certificate has expired");
    }
  }

  /** Repeated, because the refusal races with the call in TLS 1.3. */
  @RepeatedTest(5)
  void aClientWithoutACertificateIsTold() {
    try (Rig rig = rig(MUTUAL)) {
      assertRefused(
          failure(rig, AUTHORITY.client()), "the server refused this client's certificate");
      assertThat(rig.serverEnds).isEmpty();
      assertLives(rig, AUTHORITY.client(AUTHORITY.forName("caller")));
    }
  }

  @RepeatedTest(5)
  void aClientOfAnUnknownAuthorityIsTold() {
    try (Rig rig = rig(MUTUAL)) {
      assertRefused(
          failure(rig, AUTHORITY.client(UNKNOWN.forName("caller"))),
          "the server refused this client's certificate");
      assertLives(rig, AUTHORITY.client(AUTHORITY.forName("caller")));
    }
  }

  @Test
  void aClientWhoseCertificateExpiresIsTold() {
    Instant end = Instant.now().plusSeconds(3);
    ClientTlsConfig brief = AUTHORITY.client(AUTHORITY.until(end));
    Awaitility.await().until(() -> Instant.now().isAfter(end.plusSeconds(1)));
    try (Rig rig = rig(MUTUAL)) {
      assertRefused(failure(rig, brief), "the server refused this client's certificate");
    }
  }

  @Test
  void aClientInClearTextIsTold() {
    try (Rig rig = rig(ONE_WAY)) {
      assertRefused(failure(rig, ClientTlsConfig.OFF), "TLS");
      assertLives(rig, AUTHORITY.client());
    }
  }

  @Test
  void aClientOfAServerInClearTextIsTold() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      assertRefused(failure(rig, AUTHORITY.client()), "TLS: the server does not speak it");
      assertLives(rig, ClientTlsConfig.OFF);
    }
  }

  @Test
  void aServerWithoutHttp2IsRefused() {
    try (Rig rig = rig(ONE_WAY)) {
      for (boolean alpn : List.of(true, false)) {
        HttpServerOptions options =
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(alpn)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(SERVER.certificate().toString())
                        .setKeyPath(SERVER.key().toString()));
        int port =
            Rig.await(
                    rig.vertx
                        .createHttpServer(options)
                        .requestHandler(request -> request.response().end("hello"))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        assertRefused(
            failure(rig, "127.0.0.1", port, AUTHORITY.client()),
            "the server does not speak HTTP/2");
      }
    }
  }
}
