package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.auth.ServerTlsConfig;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.Stage;
import io.vertebra.scenario.EchoServer;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.server.ServiceBinding;
import io.vertebra.server.reflection.Reflection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** A server of the test's Echo service with reflection, and runs of {@code call} against it. */
final class CallRun implements AutoCloseable {

  /** What a run printed and returned. */
  record Result(int code, String out, String err) {

    List<String> lines() {
      return out.lines().toList();
    }
  }

  final BlockingQueue<Outcome> ends = new LinkedBlockingQueue<>();
  final String address;
  private final Vertx vertx = Vertx.vertx();
  private final Queue<Throwable> unhandled = new ConcurrentLinkedQueue<>();
  private final RpcServer server;

  private CallRun(ServerTlsConfig tls, List<ServiceBinding> besides) {
    vertx.exceptionHandler(unhandled::add);
    RpcServer.Builder serving =
        RpcServer.builder(vertx)
            .config(ServerConfig.DEFAULT.withPort(0).withTls(tls))
            .bind(new EchoServer(vertx).binding())
            .intercept(Stage.METRICS, new Ends(ends));
    besides.forEach(serving::bind);
    server = serving.build();
    address = "127.0.0.1:" + await(server.start());
  }

  static CallRun withReflection() {
    return new CallRun(ServerTlsConfig.OFF, reflection());
  }

  static CallRun withTls(ServerTlsConfig tls) {
    return new CallRun(tls, reflection());
  }

  static CallRun with(List<ServiceBinding> besides) {
    return new CallRun(ServerTlsConfig.OFF, besides);
  }

  /** The bindings of reflection's v1 and v1alpha. */
  static List<ServiceBinding> reflection() {
    Vertx unused = null;
    return Reflection.of(List.of(new EchoServer(unused).binding()));
  }

  /** Runs {@code call} against the server, without standard input. */
  Result call(String... arguments) {
    return call(InputStream.nullInputStream(), arguments);
  }

  Result call(InputStream stdin, String... arguments) {
    List<String> all = new ArrayList<>(List.of("call", "--address", address));
    all.addAll(List.of(arguments));
    return run(stdin, new StringWriter(), all);
  }

  /** The same on a thread of its own, with what it prints to be watched meanwhile. */
  CompletableFuture<Result> start(InputStream stdin, StringWriter out, String... arguments) {
    List<String> all = new ArrayList<>(List.of("call", "--address", address));
    all.addAll(List.of(arguments));
    return CompletableFuture.supplyAsync(
        () -> run(stdin, out, all), task -> new Thread(task).start());
  }

  static Result run(InputStream stdin, StringWriter out, List<String> arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(Map.of(), stdin);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(arguments.toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(server.stop());
    await(vertx.close());
    assertThat(unhandled).as("what the server left unhandled").isEmpty();
  }

  private record Ends(BlockingQueue<Outcome> ends) implements Interceptor {

    @Override
    public void begin(RpcRequest request) {
      if (!request.method().service().startsWith("grpc.reflection.")) {
        request.whenEnded(ends::add);
      }
    }

    @Override
    public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
      return next.handle(request);
    }
  }
}
