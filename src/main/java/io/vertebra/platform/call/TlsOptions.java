package io.vertebra.platform.call;

import io.vertebra.auth.ClientTlsConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options of a connection over TLS; each of them turns it on. */
final class TlsOptions {

  /** What the configuration of a client calls each option. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "authorities", "--cacert",
          "certificate", "--cert",
          "key", "--key",
          "serverName", "--servername");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--tls",
      scope = ScopeType.INHERIT,
      description = "Speak TLS, and trust the authorities that Java trusts.")
  private boolean tls;

  @Option(
      names = "--cacert",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Speak TLS, and trust the authorities of this PEM file.")
  private Path authorities;

  @Option(
      names = "--cert",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "PEM file of the certificate to show to the server; needs --key.")
  private Path certificate;

  @Option(
      names = "--key",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "PEM file of its private key, PKCS#8 without a password.")
  private Path key;

  @Option(
      names = "--servername",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "The name that the server's certificate must be for, instead of the host.")
  private String serverName;

  /**
   * TLS as the options say; clear text when there are none.
   *
   * @throws ParameterException when one is wrong, or a file is
   */
  ClientTlsConfig config() {
    boolean any = authorities != null || certificate != null || key != null || serverName != null;
    try {
      return new ClientTlsConfig(
          tls || any,
          Optional.ofNullable(authorities),
          Optional.ofNullable(certificate),
          Optional.ofNullable(key),
          Optional.ofNullable(serverName));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(command.commandLine(), named(wrong.getMessage()));
    }
  }

  private static String named(String problem) {
    int end = problem.indexOf(':');
    return OPTIONS.get(problem.substring(0, end)) + problem.substring(end);
  }
}
