package io.vertebra.platform;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a node's admin port for its breakers, retry tokens and budgets. */
@Command(
    name = "resilience",
    addMethodSubcommands = false,
    description = {
      "Shows the circuit breakers of a node that runs, and its retries.",
      "What it has not called yet is not there."
    },
    footer = {"", "Example:", "  java -jar target/vertebra.jar resilience --admin 127.0.0.1:8081"})
final class ResilienceCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8081",
      description = "The node's admin port (default: ${DEFAULT-VALUE}).")
  private String admin;

  @Option(names = "--json", description = "Prints the answer as it is.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    try {
      String answer = ask();
      if (json) {
        out().print(answer);
      } else {
        print(new JsonObject(answer));
      }
      out().flush();
      return 0;
    } catch (IOException | DecodeException failure) {
      String why = failure.getMessage() == null ? "no connection" : failure.getMessage();
      spec.commandLine().getErr().println(admin + ": " + why + " (expected: a node's admin port)");
      return Main.FAILED;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private String ask() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest request = HttpRequest.newBuilder(address()).timeout(PATIENCE).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    return response.body();
  }

  private URI address() {
    try {
      URI address = URI.create("http://" + admin + "/resilience");
      if (address.getHost() != null && address.getPort() > 0) {
        return address;
      }
    } catch (IllegalArgumentException malformed) {
      // Told below.
    }
    throw new ParameterException(
        spec.commandLine(), "--admin: " + admin + " (expected: host:port)");
  }

  private void print(JsonObject report) {
    JsonArray breakers = report.getJsonArray("breakers");
    JsonArray targets = report.getJsonArray("targets");
    table(
        "%-52s %-12s %-9s %7s %8s %8s",
        List.of("method", "breaker", "state", "calls", "failures", "refused"),
        breakers,
        row ->
            new Object[] {
              row.getString("service") + "/" + row.getString("method"),
              row.getString("mode").toLowerCase(Locale.ROOT),
              row.getString("state") + (row.getBoolean("forced") ? " (forced)" : ""),
              row.getInteger("calls"),
              row.getInteger("failures"),
              row.getLong("refused")
            });
    out().println();
    table(
        "%-52s %13s %8s %8s",
        List.of("service", "retry tokens", "calls", "retries"),
        targets,
        row ->
            new Object[] {
              row.getString("service"),
              row.getDouble("retryTokens"),
              row.getInteger("runningCalls"),
              row.getInteger("runningRetries")
            });
  }

  private void table(String format, List<String> head, JsonArray rows, Cells cells) {
    out().println(format.formatted(head.toArray()).stripTrailing());
    rows.forEach(
        row -> out().println(format.formatted(cells.of((JsonObject) row)).stripTrailing()));
    if (rows.isEmpty()) {
      out().println("(none was called yet)");
    }
  }

  /** What a line shows. */
  private interface Cells {
    Object[] of(JsonObject row);
  }
}
