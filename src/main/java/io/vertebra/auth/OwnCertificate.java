package io.vertebra.auth;

import io.vertebra.config.Check;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The certificate that a side shows of itself, and its key: the checks before it is used. */
final class OwnCertificate {

  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "key";

  private OwnCertificate() {}

  /**
   * Checks the two files by themselves, then whether they belong together.
   *
   * @param required whether there must be a certificate
   * @throws IllegalArgumentException naming {@code certificate} or {@code key}
   */
  static void check(Optional<Path> certificate, Optional<Path> key, boolean required) {
    certificate.ifPresent(file -> checkDates(file, PemCertificates.read(CERTIFICATE, file)));
    key.ifPresent(file -> PemKey.read(KEY, file));
    boolean hasCertificate = certificate.isPresent() || !required && key.isEmpty();
    Check.that(hasCertificate, CERTIFICATE, "not set", "a PEM file, which TLS needs here");
    boolean hasKey = key.isPresent() || certificate.isEmpty();
    Check.that(hasKey, KEY, "not set", "a PEM file, which the certificate needs");
    if (certificate.isPresent() && key.isPresent()) {
      X509Certificate own = PemCertificates.read(CERTIFICATE, certificate.get()).get(0);
      boolean fits = PemKey.read(KEY, key.get()).belongsTo(own);
      Check.that(fits, KEY, key.get(), "the key of the first certificate in " + certificate.get());
    }
  }

  private static void checkDates(Path file, List<X509Certificate> chain) {
    for (X509Certificate certificate : chain) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException expired) {
        String rule = "a certificate that is valid now; it ended at ";
        Check.that(false, CERTIFICATE, file, rule + certificate.getNotAfter().toInstant());
      } catch (CertificateNotYetValidException early) {
        String rule = "a certificate that is valid now; it begins at ";
        Check.that(false, CERTIFICATE, file, rule + certificate.getNotBefore().toInstant());
      }
    }
  }

  /** Both files for Vert.x, which reads them when it first needs them. */
  static PemKeyCertOptions options(Path certificate, Path key) {
    return new PemKeyCertOptions()
        .setCertPath(certificate.toAbsolutePath().toString())
        .setKeyPath(key.toAbsolutePath().toString());
  }
}
