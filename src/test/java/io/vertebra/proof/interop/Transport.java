package io.vertebra.proof.interop;

import io.vertebra.client.ClientConfig;
import io.vertebra.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Plain text, or TLS with the test certificates that grpc-java brings along. */
enum Transport {
  PLAINTEXT {
    @Override
    List<String> theirServer() {
      return List.of("--use_tls=false");
    }

    @Override
    List<String> theirClient() {
      return theirServer();
    }

    @Override
    List<String> stockClient(JavaPeer java) {
      return List.of();
    }

    @Override
    String ourServer(JavaPeer java) {
      return "";
    }

    @Override
    ClientConfig ourClient(JavaPeer java) {
      return ClientConfig.DEFAULT;
    }
  },
  TLS {
    /** What the certificate of the server is for. */
    private static final String NAME = "foo.test.google.fr";

    @Override
    List<String> theirServer() {
      return List.of("--use_tls=true");
    }

    @Override
    List<String> theirClient() {
      return List.of("--use_tls=true", "--use_test_ca=true", "--server_host_override=" + NAME);
    }

    @Override
    List<String> stockClient(JavaPeer java) throws IOException {
      return List.of("--ca", java.file("certs/ca.pem").toString(), "--server-name", NAME);
    }

    @Override
    String ourServer(JavaPeer java) throws IOException {
      return "tls: {enabled: true, certificate: '%s', key: '%s'}"
          .formatted(java.file("certs/server1.pem"), java.file("certs/server1.key"));
    }

    @Override
    ClientConfig ourClient(JavaPeer java) throws IOException {
      Path authority = java.file("certs/ca.pem");
      String settings =
          "tls: {enabled: true, authorities: '%s', serverName: %s}".formatted(authority, NAME);
      return ConfigNode.parse("interop", settings).bind(ClientConfig.class);
    }
  };

  /** Options of grpc-java's server. */
  abstract List<String> theirServer();

  /** Options of grpc-java's client. */
  abstract List<String> theirClient();

  /** Options of the scripts in other languages. */
  abstract List<String> stockClient(JavaPeer java) throws IOException;

  /** More settings of our server, as YAML. */
  abstract String ourServer(JavaPeer java) throws IOException;

  /** The settings of our client. */
  abstract ClientConfig ourClient(JavaPeer java) throws IOException;
}
