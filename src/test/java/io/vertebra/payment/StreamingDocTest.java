package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.KeyReference;
import io.vertebra.payment.interpreter.InterpreterModule;
import io.vertebra.payment.logs.LogsModule;
import io.vertebra.payment.quote.QuoteModule;
import io.vertebra.platform.ServiceModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the streaming services says what their settings are. */
class StreamingDocTest {

  @ParameterizedTest
  @ValueSource(classes = {QuoteModule.class, LogsModule.class, InterpreterModule.class})
  void hasEveryKey(Class<? extends ServiceModule> type) throws Exception {
    ServiceModule module = type.getConstructor().newInstance();
    for (KeyReference.Key key : KeyReference.of(module.configType().orElseThrow())) {
      assertThat(page())
          .contains(
              "| `modules.%s.%s` | `%s` | %s | %s |\n"
                  .formatted(module.name(), key.path(), key.byDefault(), key.rule(), key.doc()));
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/SERVICES-STREAMING.md"));
  }
}
