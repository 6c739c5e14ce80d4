package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** docs/CALL.md has the options that the command has. */
class CallDocTest {

  /** What every command has. */
  private static final Set<String> COMMON =
      Set.of("-h", "--help", "-V", "--version", "--stacktrace");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`-[^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`(--?[a-zA-Z-]+)");

  @Test
  void listsTheOptions() throws IOException {
    CommandSpec call =
        Main.commandLine(Map.of(), InputStream.nullInputStream())
            .getSubcommands()
            .get("call")
            .getCommandSpec();
    Set<String> options =
        call.options().stream()
            .flatMap(option -> Set.of(option.names()).stream())
            .filter(name -> !COMMON.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> listed = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs/CALL.md")));
    while (row.find()) {
      NAME.matcher(row.group(1)).results().forEach(name -> listed.add(name.group(1)));
    }

    assertThat(listed).isEqualTo(options);
  }
}
