package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the project hang together. */
class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)]*)?\\)");
  private static final Pattern CODE =
      Pattern.compile("^ *```(?:java|proto)\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern SCRIPT = Pattern.compile("\\bscripts/[a-z-]+");

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(Path.of(""));
        Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Path page : pages()) {
      Path from = page.toAbsolutePath().getParent();
      for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); ) {
        String target = link.group(1);
        if (!target.isEmpty() && !target.contains("://") && !Files.exists(from.resolve(target))) {
          broken.add(page + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void scriptsThatAreNamedAreThere() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Path page : pages()) {
      for (Matcher script = SCRIPT.matcher(Files.readString(page)); script.find(); ) {
        if (!Files.isExecutable(Path.of(script.group()))) {
          missing.add(page + ": " + script.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theReadmeShowsWhatThePageOfServicesHas() throws IOException {
    String page = stripped(Files.readString(Path.of("docs/SERVICES.md")));
    int blocks = 0;
    for (Matcher code = CODE.matcher(Files.readString(Path.of("README.md"))); code.find(); ) {
      assertThat(page).contains(stripped(code.group(1)));
      blocks++;
    }
    assertThat(blocks).isEqualTo(3);
  }

  private static String stripped(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void theIndexHasEveryPage() throws IOException {
    Path index = Path.of("docs/README.md");
    String text = Files.readString(index);
    Set<String> left =
        pages().stream()
            .filter(page -> page.startsWith("docs") && !page.equals(index))
            .map(page -> "](" + index.getParent().relativize(page) + ")")
            .filter(link -> !text.contains(link))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(left).as("pages that docs/README.md does not link to").isEmpty();
  }
}
