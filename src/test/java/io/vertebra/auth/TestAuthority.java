package io.vertebra.auth;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An authority for one test run, and PEM files of what it signs. Its keys last as long. */
public final class TestAuthority {

  /** A certificate with its chain, and its key, as files. */
  public record Signed(Path certificate, Path key) {}

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path dir;
  private final X509Bundle root;
  private final Path certificates;

  /** Makes an authority that writes into a directory. */
  public TestAuthority(Path dir) {
    this.dir = dir;
    this.root = build(() -> authority("CN=Test Root").buildSelfSigned());
    this.certificates = write("root", root.getCertificatePEM());
  }

  /** An authority that writes into a directory of its own. */
  public static TestAuthority ofItsOwn() {
    try {
      Path dir = Files.createTempDirectory("authority");
      dir.toFile().deleteOnExit();
      return new TestAuthority(dir);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static CertificateBuilder authority(String subject) {
    return new CertificateBuilder()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .setKeyUsage(true, KeyUsage.keyCertSign);
  }

  private static CertificateBuilder leaf(String name) {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .setKeyUsage(true, KeyUsage.digitalSignature);
  }

  /** The authority's own certificate, which is what one trusts. */
  public Path certificates() {
    return certificates;
  }

  /** For {@code localhost} and 127.0.0.1. */
  public Signed forLocalhost() {
    return sign(leaf("localhost").addSanIpAddress("127.0.0.1"));
  }

  /** For another name. */
  public Signed forName(String name) {
    return sign(leaf(name));
  }

  /** The same with an RSA key. */
  public Signed withRsa(String name) {
    return sign(leaf(name).rsa2048());
  }

  /** Through an authority in between, whose certificate the file has as well. */
  public Signed throughAnother(String name) {
    X509Bundle between = build(() -> authority("CN=Between").buildIssuedBy(root));
    return files(build(() -> leaf(name).buildIssuedBy(between)));
  }

  /** For {@code localhost} and 127.0.0.1, until a moment. */
  public Signed until(Instant end) {
    return sign(
        leaf("localhost")
            .addSanIpAddress("127.0.0.1")
            .notBefore(end.minus(Duration.ofDays(2)))
            .notAfter(end));
  }

  /** From a moment on. */
  public Signed from(Instant begin) {
    return sign(leaf("localhost").notBefore(begin).notAfter(begin.plus(Duration.ofDays(2))));
  }

  private Signed sign(CertificateBuilder certificate) {
    return files(build(() -> certificate.buildIssuedBy(root)));
  }

  private Signed files(X509Bundle bundle) {
    return new Signed(
        write("certificate", bundle.getCertificatePathPEM()),
        write("key", bundle.getPrivateKeyPEM()));
  }

  private Path write(String name, String pem) {
    try {
      Path file = dir.resolve(name + "-" + COUNT.incrementAndGet() + ".pem");
      file.toFile().deleteOnExit();
      return Files.writeString(file, pem);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private interface Build {
    X509Bundle run() throws Exception;
  }

  private static X509Bundle build(Build build) {
    try {
      return build.run();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A server that any client may call. */
  public static ServerTlsConfig server(Signed own) {
    return new ServerTlsConfig(
        true, Optional.of(own.certificate()), Optional.of(own.key()), Optional.empty());
  }

  /** A server that only clients of this authority may call. */
  public ServerTlsConfig mutualServer(Signed own) {
    return new ServerTlsConfig(
        true, Optional.of(own.certificate()), Optional.of(own.key()), Optional.of(certificates));
  }

  /** A client that trusts this authority and shows nothing. */
  public ClientTlsConfig client() {
    return new ClientTlsConfig(
        true, Optional.of(certificates), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A client that trusts this authority and shows a certificate, of this one or another. */
  public ClientTlsConfig client(Signed own) {
    return new ClientTlsConfig(
        true,
        Optional.of(certificates),
        Optional.of(own.certificate()),
        Optional.of(own.key()),
        Optional.empty());
  }

  /** A client that looks for another name than that of the host. */
  public ClientTlsConfig clientFor(String serverName) {
    return new ClientTlsConfig(
        true,
        Optional.of(certificates),
        Optional.empty(),
        Optional.empty(),
        Optional.of(serverName));
  }
}
