package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that cannot be connected to are left alone for a while, and found when they are back. */
@Timeout(60)
class ConnectBackoffScenariosTest {

  private static final EchoRequest REQUEST = EchoRequest.getDefaultInstance();
  private static final CallOptions OPTIONS = CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(5));

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();

  @AfterEach
  void stop() {
    Rig.await(vertx.close());
  }

  private EchoClient client(int port, String backoff) {
    ClientConfig config =
        ConfigNode.parse("test", "{connection: {backoff: " + backoff + "}}")
            .bind(ClientConfig.class);
    Http2Transport http2 = new Http2Transport(vertx, config);
    return new EchoClient(Channel.builder(vertx, http2.to("127.0.0.1", port)).build());
  }

  /** Why a call fails, null when it does not. All of them are of one event loop. */
  private RpcException failure(EchoClient client) {
    Promise<EchoResponse> done = Promise.promise();
    loop.runOnContext(now -> client.unary(REQUEST, OPTIONS).onComplete(done));
    Future<EchoResponse> call = done.future();
    Rig.await(call.otherwiseEmpty());
    return (RpcException) call.cause();
  }

  /** A server that hangs up on whoever comes, and counts them. */
  private int hangingUp(AtomicInteger connects) {
    return Rig.await(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      connects.incrementAndGet();
                      socket.close();
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  @Test
  void callsFailAtOnceUntilTheBackoffIsOver() {
    AtomicInteger connects = new AtomicInteger();
    EchoClient client = client(hangingUp(connects), "{initial: 500ms}");
    for (int i = 0; i < 20; i++) {
      RpcException failure = failure(client);
      assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(failure.status().message()).contains("closed the connection at once");
      assertThat(failure.isUnsent()).isTrue();
    }
    assertThat(connects).hasValue(1);
    Rig.await(vertx.timer(520));
    failure(client);
    failure(client);
    assertThat(connects).hasValue(2);
  }

  @Test
  void aServerThatIsBackIsFoundByTheFirstCallAfterTheBackoff() {
    EchoServer service = new EchoServer(vertx);
    int free = free();
    EchoClient client = client(free, "{initial: 200ms}");
    assertThat(failure(client).status().message()).contains("connection refused");
    Rig.await(
        RpcServer.builder(vertx)
            .config(ServerConfig.DEFAULT.withPort(free))
            .bind(service.binding())
            .build()
            .start());
    assertThat(failure(client)).as("within the backoff").isNotNull();
    Rig.await(vertx.timer(250));
    assertThat(failure(client)).isNull();
    assertThat(failure(client)).isNull();
  }

  /** A port below those that the system gives out, which nobody listens on. */
  private static int free() {
    for (int port = 21_700; ; port++) {
      try (ServerSocket taken = new ServerSocket(port)) {
        return taken.getLocalPort();
      } catch (IOException inUse) {
        // The next one.
      }
    }
  }
}
