package io.vertebra.auth;

import io.vertebra.rpc.CallContext;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The certificates that a client has shown, verified, as a fact of each of its calls.
 *
 * <pre>{@code
 * List<X509Certificate> chain = call.context().attribute(PeerCertificates.KEY);
 * String subject = chain.get(0).getSubjectX500Principal().getName();
 * }</pre>
 */
public final class PeerCertificates {

  /**
   * The client's own certificate first; not there when the server asks for none, and in calls
   * within a node.
   */
  public static final CallContext.Key<List<X509Certificate>> KEY =
      new CallContext.Key<>("peer certificates");

  private PeerCertificates() {}

  /**
   * Adds the client's certificates to the facts of its call.
   *
   * @param connection one of a server that verifies its clients
   */
  public static CallContext addTo(CallContext facts, HttpConnection connection) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : connection.sslSession().getPeerCertificates()) {
        chain.add((X509Certificate) certificate);
      }
      return facts.with(KEY, List.copyOf(chain));
    } catch (SSLPeerUnverifiedException none) {
      throw new IllegalStateException("a client without a certificate came through", none);
    }
  }
}
