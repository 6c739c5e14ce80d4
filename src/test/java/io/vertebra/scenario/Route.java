package io.vertebra.scenario;

import io.vertebra.auth.ClientTlsConfig;
import io.vertebra.auth.ServerTlsConfig;
import io.vertebra.auth.TestAuthority;

/** The ways a call travels, which must not differ in anything a caller or service can see. */
enum Route {
  HTTP2,
  /** With vertx-grpc's own framing, which ours must not differ from either. */
  HTTP2_VERTX_GRPC,
  /** Over TLS, where both sides show a certificate. */
  HTTP2_TLS,
  LOCAL;

  /** Made when TLS is first needed, once for all tests. */
  private static final class Certificates {
    static final TestAuthority AUTHORITY = TestAuthority.ofItsOwn();
    static final ServerTlsConfig SERVER = AUTHORITY.mutualServer(AUTHORITY.forLocalhost());
    static final ClientTlsConfig CLIENT = AUTHORITY.client(AUTHORITY.forName("caller"));
  }

  ServerTlsConfig serverTls() {
    return this == HTTP2_TLS ? Certificates.SERVER : ServerTlsConfig.OFF;
  }

  ClientTlsConfig clientTls() {
    return this == HTTP2_TLS ? Certificates.CLIENT : ClientTlsConfig.OFF;
  }
}
