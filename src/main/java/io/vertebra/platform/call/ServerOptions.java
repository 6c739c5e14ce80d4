package io.vertebra.platform.call;

import io.vertebra.client.ClientConfig;
import io.vertebra.config.ByteSize;
import io.vertebra.rpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that say which server, and how to speak to it; the same for all that is asked. */
final class ServerOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-a", "--address"},
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "Where the server listens; ${DEFAULT-VALUE} unless given.")
  private String address;

  @Option(
      names = {"-H", "--header"},
      scope = ScopeType.INHERIT,
      paramLabel = "'NAME: VALUE'",
      description = {
        "Metadata to send, base64 under a name in -bin; can be repeated.",
        "It goes to the reflection service as well."
      })
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--max-message-size",
      scope = ScopeType.INHERIT,
      paramLabel = "SIZE",
      defaultValue = "4MiB",
      description =
          "Largest response message to take, such as 16MiB; ${DEFAULT-VALUE} unless given.")
  private String maxMessageSize;

  /**
   * @throws ParameterException when the option is wrong, as the other methods do
   */
  Address address() {
    return checked("--address", address, Address::parse);
  }

  Metadata metadata() {
    return checked("--header", headers, HeaderOption::parse);
  }

  ClientConfig client() {
    return checked(
        "--max-message-size",
        maxMessageSize,
        size -> {
          try {
            return ClientConfig.DEFAULT.withMaxReceiveMessageSize(ByteSize.parse(size));
          } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(size + " (expected: 1KiB..1GiB)");
          }
        });
  }

  private <T, R> R checked(String option, T value, Function<T, R> parse) {
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(command.commandLine(), option + ": " + wrong.getMessage());
    }
  }
}
