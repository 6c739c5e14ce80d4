package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/ARCHITECTURE.md tells what is there now. */
class ArchitectureDocTest {

  private static final Path SOURCES = Path.of("src/main/java/io/vertebra");
  private static final Path GENERATED = Path.of("target/generated-sources/protobuf/io/vertebra");

  /** A row of the table of packages. */
  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| (\\d+) \\| (.*) \\|$", Pattern.MULTILINE);

  private static final Pattern FILE = Pattern.compile("`([\\w/]+\\.java)`");

  private final String page = Files.readString(Path.of("docs/ARCHITECTURE.md"));

  ArchitectureDocTest() throws IOException {}

  @Test
  void theTableOfPackagesIsThatOfTheRules() {
    Map<String, Integer> levels = new TreeMap<>();
    for (Matcher row = ROW.matcher(page); row.find(); ) {
      levels.put(row.group(1), Integer.valueOf(row.group(2)));
    }
    assertThat(levels).containsExactlyInAnyOrderEntriesOf(ArchitectureTest.LEVELS);
  }

  @Test
  void packagesAreReservedUntilTheyAreThere() {
    for (Matcher row = ROW.matcher(page); row.find(); ) {
      String name = row.group(1);
      boolean removed = name.equals("payment");
      boolean there = Files.exists(SOURCES.resolve(name)) || Files.exists(GENERATED.resolve(name));
      boolean reserved = row.group(3).endsWith("(reserved)");
      assertThat(there || removed).as(row.group()).isEqualTo(!reserved);
    }
  }

  @Test
  void theFilesThatACallVisitsAreThere() {
    TreeSet<String> missing = new TreeSet<>();
    boolean withPayment = Files.exists(SOURCES.resolve("payment"));
    for (Matcher file = FILE.matcher(page); file.find(); ) {
      boolean removed = file.group(1).startsWith("payment/") && !withPayment;
      if (!removed && !Files.exists(SOURCES.resolve(file.group(1)))) {
        missing.add(file.group(1));
      }
    }
    assertThat(missing).isEmpty();
  }
}
