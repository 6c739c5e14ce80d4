package io.vertebra.proof.interop;

import io.vertebra.client.Channel;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.interop.InteropCases;
import io.vertebra.interop.InteropServer;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.Stage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Goes through gRPC's interoperability cases with the clients and the server of others. */
public final class InteropProof implements Proof {

  private static final String ANSWERS = "answers";

  /** Of the load balancer that asks for load reports. */
  private static final String ORCA =
      "--service_config_json={\"loadBalancingConfig\":[{\"test_backend_metrics_load_balancer\":{}}]}";

  /** What grpc-java's server cannot be tried with: it does not look at expect_compressed. */
  private static final Set<String> PROBING =
      Set.of("client_compressed_unary", "client_compressed_streaming");

  /** The cases that are not run, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "compute_engine_creds", "needs a cloud account",
          "compute_engine_channel_credentials", "needs a cloud account",
          "service_account_creds", "needs a cloud account",
          "jwt_token_creds", "needs a cloud account",
          "oauth2_auth_token", "needs a cloud account",
          "per_rpc_creds", "needs a cloud account",
          "google_default_credentials", "needs a cloud account");

  /** What a quick run asks of grpc-java's client over TLS, a process for each. */
  private static final List<String> FEW_CASES =
      List.of("empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong");

  /** What grpc-java's client can be asked for with our server. */
  private static final List<String> CLIENT_CASES =
      List.of(
          "empty_unary",
          "cacheable_unary",
          "large_unary",
          "client_compressed_unary",
          "client_compressed_unary_noprobe",
          "server_compressed_unary",
          "client_streaming",
          "client_compressed_streaming",
          "client_compressed_streaming_noprobe",
          "server_streaming",
          "server_compressed_streaming",
          "ping_pong",
          "empty_stream",
          "custom_metadata",
          "status_code_and_message",
          "special_status_message",
          "unimplemented_method",
          "unimplemented_service",
          "cancel_after_begin",
          "cancel_after_first_response",
          "timeout_on_sleeping_server",
          "very_large_request",
          "pick_first_unary",
          "rpc_soak",
          "channel_soak",
          "orca_per_rpc",
          "orca_oob");

  @Override
  public String topic() {
    return "interop";
  }

  @Override
  public String claim() {
    return "gRPC's own cases pass: others' clients with our server, our client with their server";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(ANSWERS, "makes every call of ours fail with ABORTED");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Figures figures = new Figures().note("grpc-java", JavaPeer.version());
    Interceptor interceptor =
        trial.breaks(ANSWERS)
            ? (request, next) -> Future.failedFuture(RpcException.of(RpcCode.ABORTED, "broken"))
            : (request, next) -> next.handle(request);
    JavaPeer java = new JavaPeer(trial.dir());
    Vertx vertx = Vertx.vertx();
    try {
      unlisted(java, figures);
      for (Transport transport : Transport.values()) {
        theirClient(trial, java, transport, vertx, interceptor, figures);
        theirServer(java, transport, vertx, interceptor, figures);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    LEFT_OUT.keySet().stream()
        .sorted()
        .forEach(name -> figures.note("left out: " + name, LEFT_OUT.get(name)));
    return figures;
  }

  private static void unlisted(JavaPeer java, Figures figures) throws Exception {
    List<String> unlisted =
        java.cases().stream()
            .filter(name -> !CLIENT_CASES.contains(name) && !LEFT_OUT.containsKey(name))
            .toList();
    figures.note("cases that grpc-java has and this list has not", unlisted.size());
    if (!unlisted.isEmpty()) {
      throw new IllegalStateException("not in the list of cases: " + unlisted);
    }
  }

  private static void theirClient(
      Trial trial,
      JavaPeer java,
      Transport transport,
      Vertx vertx,
      Interceptor interceptor,
      Figures figures)
      throws Exception {
    InteropServer server = new InteropServer(vertx, transport.ourServer(java), interceptor);
    int port = server.start().toCompletionStage().toCompletableFuture().join();
    boolean few = trial.quick() && transport == Transport.TLS;
    for (String name : few ? FEW_CASES : CLIENT_CASES) {
      List<String> options = new ArrayList<>(transport.theirClient());
      if (name.startsWith("orca_")) {
        options.add(ORCA);
      }
      String complaint = java.run(name, port, options);
      report(figures, "java -> vertebra, " + transport + ": " + name, complaint);
    }
    for (StockPeer peer : StockPeer.values()) {
      String what = peer.name().toLowerCase(Locale.ROOT) + " -> vertebra, " + transport + ": ";
      peer.run(trial.dir(), port, transport.stockClient(java))
          .forEach((name, complaint) -> report(figures, what + name, complaint));
    }
    server.stop().toCompletionStage().toCompletableFuture().join();
  }

  private static void theirServer(
      JavaPeer java, Transport transport, Vertx vertx, Interceptor interceptor, Figures figures)
      throws Exception {
    Http2Transport http2 = new Http2Transport(vertx, transport.ourClient(java));
    try (JavaPeer.Server server = java.serve(transport.theirServer())) {
      Channel channel =
          Channel.builder(vertx, http2.to("127.0.0.1", server.port()))
              .intercept(Stage.BUSINESS, interceptor)
              .build();
      for (var one : new InteropCases(channel).cases().entrySet()) {
        String what = "vertebra -> java, " + transport + ": " + one.getKey();
        if (PROBING.contains(one.getKey())) {
          figures.note(what, "left out: the server does not look at expect_compressed");
        } else {
          report(figures, what, complaint(one.getValue()));
        }
      }
    }
    http2.close().toCompletionStage().toCompletableFuture().join();
  }

  private static String complaint(InteropCases.Case one) {
    try {
      one.run();
      return "";
    } catch (Exception | AssertionError failure) {
      return failure.toString().lines().findFirst().orElseThrow();
    }
  }

  private static void report(Figures figures, String what, String complaint) {
    String measured = complaint.isEmpty() ? "passed" : complaint;
    figures.bar(what, "passed", measured, complaint.isEmpty(), ANSWERS);
  }
}
