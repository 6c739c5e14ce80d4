package io.vertebra.interop;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our client and our server go through the cases with each other; prove interop has the others. */
class InteropServiceTest {

  private final Vertx vertx = Vertx.vertx();
  private final Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
  private final InteropServer server =
      new InteropServer(vertx, "", (request, next) -> next.handle(request));

  @AfterEach
  void stop() {
    Future.join(http2.close(), server.stop()).eventually(vertx::close).await();
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    int port = server.start().toCompletionStage().toCompletableFuture().join();
    Channel channel = Channel.builder(vertx, http2.to("127.0.0.1", port)).build();
    return new InteropCases(channel)
        .cases().entrySet().stream()
            .map(one -> dynamicTest(one.getKey(), () -> one.getValue().run()));
  }
}
