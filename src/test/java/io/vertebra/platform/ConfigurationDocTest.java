package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.KeyReference;
import io.vertebra.config.KeyReference.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
  private static final String START = "<!-- keys -->\n";
  private static final String END = "<!-- /keys -->\n";

  @Test
  void everyKeySaysWhatItMeans() {
    assertThat(KeyReference.of(PlatformConfig.class)).allMatch(key -> !key.doc().isBlank());
  }

  @Test
  void theTableOfTheDocumentationIsThatOfTheProgram() throws IOException {
    String document = Files.readString(Path.of("docs/CONFIGURATION.md"));
    String table =
        document.substring(document.indexOf(START) + START.length(), document.indexOf(END));

    assertThat(table)
        .as("paste the output of `java -jar target/vertebra.jar config keys --markdown`")
        .isEqualTo(KeyTable.markdown(KeyReference.of(PlatformConfig.class)));
  }

  @Test
  void everyNumberHasARange() {
    assertThat(KeyReference.of(PlatformConfig.class))
        .extracting(Key::rule)
        .doesNotContain("a whole number", "a number")
        .noneMatch(rule -> rule.contains("such as"));
  }
}
