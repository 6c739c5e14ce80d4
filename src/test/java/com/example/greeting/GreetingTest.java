package com.example.greeting;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.greeting.v1.GreetRequest;
import com.example.greeting.v1.GreetResponse;
import com.example.greeting.v1.GreetingClient;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.server.RpcServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README.md tells to write is what stands here, and it works. */
class GreetingTest {

  private static final Pattern CODE =
      Pattern.compile("^ *```(?:java|proto)\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void theReadmeShowsTheseFiles() throws Exception {
    String files = "";
    for (Path file :
        List.of(
            Path.of("src/test/proto/greeting/v1/greeting.proto"),
            Path.of("src/test/java/com/example/greeting/Greetings.java"),
            Path.of("src/test/java/com/example/greeting/GreetingModule.java"))) {
      files += stripped(Files.readString(file).lines()) + "\n";
    }
    int blocks = 0;
    for (Matcher code = CODE.matcher(Files.readString(Path.of("README.md"))); code.find(); ) {
      assertThat(files).contains(stripped(code.group(1).lines()));
      blocks++;
    }
    assertThat(blocks).isEqualTo(3);
  }

  private static String stripped(Stream<String> lines) {
    return lines.map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void greets() throws Exception {
    Vertx vertx = Vertx.vertx();
    Http2Transport transport = new Http2Transport(vertx, ClientConfig.DEFAULT);
    Future<GreetResponse> greeted =
        new GreetingModule()
            .start(null)
            .compose(
                bindings -> {
                  RpcServer.Builder server = RpcServer.builder(vertx);
                  bindings.forEach(server::bind);
                  return server.build().start();
                })
            .map(port -> Channel.builder(vertx, transport.to("127.0.0.1", port)).build())
            .map(GreetingClient::new)
            .compose(greeting -> greeting.greet(GreetRequest.newBuilder().setName("Ada").build()));
    try {
      GreetResponse response = greeted.toCompletionStage().toCompletableFuture().get();

      assertThat(response.getText()).isEqualTo("Hello, Ada");
    } finally {
      vertx.close().await();
    }
  }
}
