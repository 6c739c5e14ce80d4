package io.vertebra.auth;

import io.vertebra.config.Check;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates of a PEM file. */
final class PemCertificates {

  private static final String LABEL = "CERTIFICATE";

  private PemCertificates() {}

  /**
   * Reads one certificate or more, in the order of the file.
   *
   * @param name the configuration key that names the file, for the error
   * @throws IllegalArgumentException when there is none, or one is broken
   */
  static List<X509Certificate> read(String name, Path file) {
    List<X509Certificate> certificates =
        PemFile.read(name, file).stream()
            .filter(block -> block.label().equals(LABEL))
            .map(block -> certificate(name, file, block.der()))
            .toList();
    Check.that(
        !certificates.isEmpty(), name, file, "a PEM file with a -----BEGIN CERTIFICATE-----");
    return certificates;
  }

  private static X509Certificate certificate(String name, Path file, byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException broken) {
      throw new IllegalArgumentException(
          name + ": " + file + " (expected: X.509 certificates, of which one is broken)", broken);
    }
  }
}
