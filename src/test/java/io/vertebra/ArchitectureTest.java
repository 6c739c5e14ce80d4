package io.vertebra;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the shape of the project: docs/ARCHITECTURE.md and the house rules of CONTRIBUTING.md. */
class ArchitectureTest {

  private static final String ROOT = "io.vertebra";

  /** A package imports packages of lower levels only. */
  static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("time", 0),
          Map.entry("config", 0),
          Map.entry("codegen", 0),
          Map.entry("contract", 0),
          Map.entry("options", 0),
          Map.entry("rpc", 1),
          Map.entry("registry", 2),
          Map.entry("resilience", 2),
          Map.entry("telemetry", 2),
          Map.entry("auth", 2),
          Map.entry("chaos", 2),
          Map.entry("loadbalance", 3),
          Map.entry("canary", 4),
          Map.entry("client", 4),
          Map.entry("server", 4),
          Map.entry("discovery", 5),
          Map.entry("gateway", 5),
          Map.entry("load", 5),
          Map.entry("guard", 5),
          Map.entry("console", 5),
          Map.entry("platform", 6),
          Map.entry("testing", 7),
          Map.entry("payment", 7));

  private static final int MAX_FILE_LINES = 500;
  private static final int MAX_METHOD_LINES = 60;

  /** One file by design: the build launches it from source. */
  private static final String GENERATOR = "ServiceGenerator.java";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final List<JavaSource> MAIN = JavaSource.below(Path.of("src/main/java"));
  private static final List<JavaSource> TESTS = JavaSource.below(Path.of("src/test/java"));

  @Test
  void everyPackageHasALevel() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(type -> packages.add(top(type)));

    assertThat(LEVELS.keySet())
        .as("give the package a level, here and in docs/ARCHITECTURE.md")
        .containsAll(packages);
  }

  @Test
  void packagesImportLowerLevelsOnly() {
    check(classes().that(areWrittenByHand()).should(importLowerLevelsOnly()));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void platformNeverImportsPayment() {
    String payment = ROOT + ".payment..";
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(payment)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(payment)
            .because("the platform builds and runs without payment: scripts/check-removable"));
  }

  @Test
  void onlyTheBuildUsesCodegen() {
    String codegen = ROOT + ".codegen..";
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(codegen)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(codegen));
  }

  @Test
  void timeIsReadInOnePlace() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".time..")
            .should(accessTargetWhere(is("a clock", ArchitectureTest::readsAClock)))
            .because("time comes through io.vertebra.time.TimeSource"));
  }

  @Test
  void randomnessIsInjected() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".platform.Platform")
            .should(accessTargetWhere(is("a source of randomness", ArchitectureTest::makesRandom)))
            .because("randomness comes through a RandomGenerator that is handed in"));
  }

  @Test
  void nothingSleepsOrStartsTimerThreads() {
    check(
        noClasses()
            .should(accessTargetWhere(is("a sleep", ArchitectureTest::sleeps)))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Timer.class)
            .because("waiting is TimeSource.schedule"));
  }

  @Test
  void everyPackageSaysWhatItIs() {
    Set<Path> missing = new TreeSet<>();
    for (JavaSource source : MAIN) {
      Path directory = source.path().getParent();
      if (!Files.exists(directory.resolve("package-info.java"))) {
        missing.add(directory);
      }
    }
    assertThat(missing).as("packages without package-info.java").isEmpty();
  }

  @Test
  void filesAreShort() {
    assertThat(sources())
        .filteredOn(source -> source.lines() > MAX_FILE_LINES)
        .extracting(source -> source.path() + ": " + source.lines() + " lines")
        .as("files over %d lines", MAX_FILE_LINES)
        .isEmpty();
  }

  @Test
  void methodsAreShort() {
    Map<String, Long> tooLong = new TreeMap<>();
    sources()
        .forEach(
            source ->
                source.methods().stream()
                    .filter(method -> method.lines() > MAX_METHOD_LINES)
                    .forEach(
                        method ->
                            tooLong.put(
                                source.path() + ":" + method.line() + " " + method.name(),
                                method.lines())));
    assertThat(tooLong).as("methods over %d lines", MAX_METHOD_LINES).isEmpty();
  }

  @Test
  void typesAreNamedForWhatTheyAre() {
    String dumpingGrounds = ".+(Utils?|Helpers?|Manager|Impl|Common)|Utils?|Helpers?|Common";
    assertThat(Stream.concat(MAIN.stream(), TESTS.stream()))
        .flatExtracting(JavaSource::types)
        .as("type names")
        .noneMatch(name -> name.matches(dumpingGrounds));
  }

  private static Stream<JavaSource> sources() {
    return Stream.concat(MAIN.stream(), TESTS.stream())
        .filter(source -> !source.path().endsWith(GENERATOR));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static String top(JavaClass type) {
    String rest = type.getPackageName().substring(ROOT.length());
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
  }

  /** Generated packages hold a service and its client, which are of two packages of one level. */
  private static DescribedPredicate<JavaClass> areWrittenByHand() {
    Set<Path> written = MAIN.stream().map(JavaSource::path).collect(Collectors.toSet());
    return describe(
        "are written by hand",
        type -> {
          String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
          return written.contains(Path.of("src/main/java", file));
        });
  }

  private static DescribedPredicate<JavaAccess<?>> is(
      String what, Predicate<JavaAccess<?>> predicate) {
    return describe("is " + what, predicate);
  }

  private static ArchCondition<JavaClass> importLowerLevelsOnly() {
    return new ArchCondition<>("import packages of lower levels only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          breach(dependency).ifPresent(why -> events.add(SimpleConditionEvent.violated(type, why)));
        }
      }
    };
  }

  private static Optional<String> breach(Dependency dependency) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    if (!target.getPackageName().startsWith(ROOT)) {
      return Optional.empty();
    }
    String from = top(dependency.getOriginClass());
    String to = top(target);
    Integer level = LEVELS.get(from);
    Integer below = LEVELS.get(to);
    if (from.equals(to) || level == null || below == null || below < level) {
      return Optional.empty();
    }
    return Optional.of(
        "%s (level %d) imports %s (level %d): %s"
            .formatted(from, level, to, below, dependency.getDescription()));
  }

  private static boolean readsAClock(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    boolean system =
        owner.isEquivalentTo(System.class)
            && Set.of("currentTimeMillis", "nanoTime").contains(name);
    boolean javaTime = owner.getPackageName().equals("java.time") && name.equals("now");
    boolean clock = owner.isEquivalentTo(Clock.class) && name.matches("system.*|tick.+");
    boolean date =
        owner.isEquivalentTo(Date.class) && access.getTarget().getFullName().endsWith("<init>()");
    return system || javaTime || clock || date;
  }

  private static boolean makesRandom(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    boolean made =
        access.getTarget().getName().equals("<init>")
            && (owner.isEquivalentTo(Random.class) || owner.isEquivalentTo(SplittableRandom.class));
    boolean math =
        owner.isEquivalentTo(Math.class) && access.getTarget().getName().equals("random");
    return made || math || owner.isEquivalentTo(ThreadLocalRandom.class);
  }

  private static boolean sleeps(JavaAccess<?> access) {
    return access.getTarget().getName().equals("sleep")
        && (access.getTargetOwner().isEquivalentTo(Thread.class)
            || access.getTargetOwner().isEquivalentTo(TimeUnit.class));
  }
}
