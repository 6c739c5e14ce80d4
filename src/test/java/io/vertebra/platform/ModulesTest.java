package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModulesTest {

  private static final String EXPECTED =
      " (expected: lines that each name a public class, with a public constructor without"
          + " parameters, that implements ServiceModule)";

  @TempDir Path dir;

  /** A module without anything to serve. */
  public static class Idle implements ServiceModule {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public Future<List<ServiceBinding>> start(ModuleContext context) {
      return Future.succeededFuture(List.of());
    }
  }

  public static final class Nameless extends Idle {
    @Override
    public String name() {
      return null;
    }
  }

  public static final class Listed extends Idle {
    @Override
    public String name() {
      return "a,b";
    }
  }

  public static final class Twin extends Idle {}

  public static final class Choosy extends Idle {
    private Choosy() {}
  }

  public static final class Broken extends Idle {
    public Broken() {
      throw new IllegalArgumentException("no luck");
    }
  }

  /** The modules on a class path whose last entry names these classes. */
  private List<ServiceModule> modules(String... lines) throws IOException {
    Path file = dir.resolve(Modules.FILE);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {dir.toUri().toURL()}, getClass().getClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      return Modules.onClassPath();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static String nested(String name) {
    return ModulesTest.class.getName() + "$" + name;
  }

  @Test
  void findsWhatALineNames() throws IOException {
    assertThat(modules(nested("Idle"))).extracting(ServiceModule::name).contains("idle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Absent    | Provider %s not found",
        "Choosy    | %s Unable to get public no-arg constructor: ...",
        "Broken    | Provider %s could not be instantiated: ...no luck",
        "NoModule  | %s not a subtype"
      })
  void saysWhatIsWrongWithALine(String name, String problem) {
    String[] parts = problem.formatted(nested(name)).split("\\.\\.\\.", 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> modules(nested(name)))
        .withMessageStartingWith(Modules.FILE + ": " + parts[0])
        .withMessageEndingWith((parts.length > 1 ? parts[1] : "") + EXPECTED);
  }

  public static final class NoModule {}

  @ParameterizedTest
  @CsvSource({"Nameless,null", "Listed,'a,b'"})
  void refusesANameThatCannotBeWritten(String name, String called) {
    assertThatIllegalStateException()
        .isThrownBy(() -> modules(nested(name)))
        .withMessage(
            "service module %s: name %s (expected: letters, digits and hyphens)"
                .formatted(nested(name), called));
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatIllegalStateException()
        .isThrownBy(() -> modules(nested("Idle"), nested("Twin")))
        .withMessage(
            "service module idle: %s and %s (expected: one module of a name)"
                .formatted(nested("Idle"), nested("Twin")));
  }
}
