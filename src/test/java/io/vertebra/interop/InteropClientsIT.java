package io.vertebra.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.stock.Contracts;
import io.vertebra.stock.NodeJs;
import io.vertebra.stock.Python;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock clients of other languages go through the cases with our server. */
class InteropClientsIT {

  @FunctionalInterface
  private interface Client {
    List<String> run(String... arguments) throws Exception;
  }

  private final Vertx vertx = Vertx.vertx();
  private final Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
  private final InteropServer server =
      new InteropServer(vertx, "", (request, next) -> next.handle(request));

  @TempDir private Path dir;
  private int port;

  @BeforeEach
  void start() {
    port = server.start().await();
  }

  @AfterEach
  void stop() {
    Future.join(http2.close(), server.stop()).eventually(vertx::close).await();
  }

  @Test
  void pythonGoesThroughAllCasesThatItCanExpress() throws Exception {
    Set<String> cases = ourCases();
    cases.remove("client_compressed_streaming");
    goesThrough(cases, arguments -> Python.run("interop_client.py", arguments));
  }

  @Test
  void nodeGoesThroughAllCases() throws Exception {
    goesThrough(ourCases(), arguments -> NodeJs.run("interop_client.js", arguments));
  }

  private void goesThrough(Set<String> expected, Client client) throws Exception {
    List<String> cases = client.run("--list");
    assertThat(cases).containsExactlyInAnyOrderElementsOf(expected);

    List<String> arguments = new ArrayList<>();
    arguments.add("127.0.0.1:" + port);
    arguments.add(Contracts.write(dir, io.vertebra.interop.wire.Test.getDescriptor()));
    arguments.addAll(cases);
    assertThat(client.run(arguments.toArray(String[]::new)))
        .containsExactlyElementsOf(cases.stream().map("ok "::concat).toList());
  }

  /** The names of what our own client goes through. */
  private Set<String> ourCases() {
    Channel channel = Channel.builder(vertx, http2.to("127.0.0.1", port)).build();
    return new TreeSet<>(new InteropCases(channel).cases().keySet());
  }
}
