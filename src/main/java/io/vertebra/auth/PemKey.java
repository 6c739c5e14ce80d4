package io.vertebra.auth;

import io.vertebra.config.Check;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** The private key of a PEM file. Never shown: there is nothing of it in any error. */
final class PemKey {

  private static final String RULE = "a PEM file with one -----BEGIN PRIVATE KEY-----";

  /** What Vert.x reads, and what goes with either of TLS 1.2 and 1.3. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC");

  private final PrivateKey key;

  private PemKey(PrivateKey key) {
    this.key = key;
  }

  /**
   * Reads a key in PKCS#8, RSA or EC.
   *
   * @param name the configuration key that names the file, for the error
   * @throws IllegalArgumentException when there is none, or several, or it is of another form
   */
  static PemKey read(String name, Path file) {
    List<PemFile.Block> keys =
        PemFile.read(name, file).stream()
            .filter(block -> block.label().endsWith("PRIVATE KEY"))
            .toList();
    Check.that(keys.size() == 1, name, file, RULE);
    String label = keys.get(0).label();
    boolean plain = label.equals("PRIVATE KEY");
    Check.that(plain, name, file, RULE + ", not " + label + "; openssl pkcs8 -topk8 -nocrypt");
    return new PemKey(parse(name, file, new PKCS8EncodedKeySpec(keys.get(0).der())));
  }

  private static PrivateKey parse(String name, Path file, PKCS8EncodedKeySpec encoded) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException another) {
        continue;
      } catch (GeneralSecurityException lacking) {
        throw new IllegalStateException("this Java has no " + algorithm, lacking);
      }
    }
    throw new IllegalArgumentException(name + ": " + file + " (expected: an RSA or EC key)");
  }

  /** Whether what this key signs is what the certificate's key verifies. */
  boolean belongsTo(X509Certificate certificate) {
    String algorithm = key.getAlgorithm();
    if (!certificate.getPublicKey().getAlgorithm().equals(algorithm)) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : algorithm));
      signature.initSign(key);
      signature.update(certificate.getEncoded());
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(certificate.getEncoded());
      return signature.verify(signed);
    } catch (GeneralSecurityException doesNotFit) {
      return false;
    }
  }
}
