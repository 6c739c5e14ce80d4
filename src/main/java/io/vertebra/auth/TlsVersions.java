package io.vertebra.auth;

import java.util.Set;

/** The versions of TLS that both sides speak: older ones are broken. */
final class TlsVersions {

  static final Set<String> ALLOWED = Set.of("TLSv1.3", "TLSv1.2");

  private TlsVersions() {}
}
