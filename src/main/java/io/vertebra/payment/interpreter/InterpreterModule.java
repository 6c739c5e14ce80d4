package io.vertebra.payment.interpreter;

import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The service {@code payment.interpreter.v1.Interpreter}. */
public final class InterpreterModule implements ServiceModule {

  private final List<SpeechRecognizer> recognizers;
  private InterpreterEndpoint endpoint;

  /** The module with the recognizers on the class path. */
  public InterpreterModule() {
    this(
        ServiceLoader.load(SpeechRecognizer.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  InterpreterModule(List<SpeechRecognizer> recognizers) {
    this.recognizers = List.copyOf(recognizers);
  }

  @Override
  public String name() {
    return "interpreter";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(InterpreterConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture()
        .map(started -> context.config().bind(InterpreterConfig.class))
        .map(
            config -> {
              endpoint = new InterpreterEndpoint(recognizer(config.recognizer()), config);
              return List.of(endpoint.binding());
            });
  }

  private SpeechRecognizer recognizer(String name) {
    return recognizers.stream()
        .filter(recognizer -> recognizer.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private String unknown(String name) {
    String known =
        recognizers.stream().map(SpeechRecognizer::name).collect(Collectors.joining(", "));
    return "modules.interpreter.recognizer: %s (expected: one of %s)".formatted(name, known);
  }

  /** The endpoint, once started. */
  InterpreterEndpoint endpoint() {
    return endpoint;
  }
}
