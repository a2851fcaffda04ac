package dev.starship;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The ladder of packages and the libraries each may use. A new package gets its number here.
class ArchitectureTest {
  private static final String ROOT = "dev.starship";

  /// An import only goes to a lower number, never sideways. The empty name is the root package.
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          entry("cli", 9),
          entry("", 8),
          entry("config", 7),
          entry("admin", 6),
          entry("proxy", 5),
          entry("pageserver", 5),
          entry("refusal", 4),
          entry("accesslog", 4),
          entry("metrics", 4),
          entry("balancing", 3),
          entry("events", 3),
          entry("preread", 2),
          entry("health", 2),
          entry("source.file", 2),
          entry("source.http", 2),
          entry("http", 1),
          entry("proxyprotocol", 1),
          entry("admission", 1),
          entry("routing", 1),
          entry("resolving", 1),
          entry("transport", 1),
          entry("localserver", 1),
          entry("address", 0),
          entry("ending", 0),
          entry("counting", 0),
          entry("seldom", 0),
          entry("files", 0));

  /// Plain Java on values: no sockets, threads or clocks; time and randomness come in as arguments.
  private static final String[] FUNCTIONAL_CORE = {
    "address", "ending", "preread", "proxyprotocol", "http", "admission", "balancing", "refusal"
  };

  /// The packages of each library, and of the JDK's beyond Java itself, and where they belong.
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          entry("ch.qos.logback..", List.of("cli")),
          entry("com.github.benmanes.caffeine..", List.of("routing")),
          entry("com.ibm.icu..", List.of("address")),
          entry("com.sun.management..", List.of("config")),
          entry("com.sun.net.httpserver..", List.of("localserver", "admin", "cli")),
          entry("io.prometheus..", List.of("metrics")),
          entry("org.bouncycastle..", List.of("pageserver")),
          entry("org.h2..", List.of("routing")),
          entry("org.jctools..", List.of("transport", "accesslog")),
          entry("org.snakeyaml..", List.of("config", "source.file")),
          entry("org.xbill..", List.of("resolving")),
          entry("picocli..", List.of("cli")),
          entry(
              "tools.jackson..",
              List.of("admin", "cli", "config", "routing", "source.file", "source.http")),
          entry("tools.jackson.dataformat.yaml..", List.of("config", "source.file")));

  /// What every package may use, as far as no other rule says where.
  private static final String[] ANYWHERE = {"java..", "javax..", "org.jspecify..", "org.slf4j.."};

  /// The part of `java.nio.channels` that is about files and streams, not about the network.
  private static final Set<String> FILE_CHANNELS =
      Set.of(
          "Channel",
          "Channels",
          "FileChannel",
          "FileChannel$MapMode",
          "FileLock",
          "ByteChannel",
          "SeekableByteChannel",
          "ReadableByteChannel",
          "WritableByteChannel",
          "GatheringByteChannel",
          "ScatteringByteChannel",
          "InterruptibleChannel",
          "ClosedChannelException",
          "ClosedByInterruptException",
          "AsynchronousCloseException",
          "FileLockInterruptionException",
          "OverlappingFileLockException");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageHasALevelAndEveryLevelIsOfAPackage() {
    var found = new TreeSet<String>();
    for (JavaClass type : CLASSES) {
      found.add(shortName(type));
    }
    assertThat(LEVELS.keySet()).containsExactlyInAnyOrderElementsOf(found);
  }

  @Test
  void importsOnlyGoToLowerLevels() {
    var wrong = new ArrayList<String>();
    for (JavaClass type : CLASSES) {
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass other = dependency.getTargetClass().getBaseComponentType();
        boolean ours =
            other.getPackageName().equals(ROOT) || other.getPackageName().startsWith(ROOT + ".");
        if (ours && !other.getPackageName().equals(type.getPackageName())) {
          if (level(other) >= level(type)) {
            wrong.add(
                "level %d to level %d: %s"
                    .formatted(level(type), level(other), dependency.getDescription()));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    var unmarked = new TreeSet<String>();
    for (JavaClass type : CLASSES) {
      var info = type.getPackage().tryGetPackageInfo();
      if (info.isEmpty() || !info.get().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(type.getPackageName());
      }
    }
    assertThat(unmarked).as("packages without a @NullMarked package-info.java").isEmpty();
  }

  @Test
  void onlyTransportKnowsNetworkChannelsAndForeignMemory() {
    onlyIn(networkChannels(), "transport");
    onlyIn(inPackages("java.lang.foreign.."), "transport");
  }

  @Test
  void eachLibraryStaysWhereItBelongs() {
    LIBRARIES.forEach(
        (library, where) -> onlyIn(inPackages(library), where.toArray(String[]::new)));
  }

  @Test
  void everyLibraryHasAPlace() {
    var homeless = new TreeSet<String>();
    var placed =
        inPackages(ROOT + "..")
            .or(inPackages(ANYWHERE))
            .or(inPackages(LIBRARIES.keySet().toArray(String[]::new)));
    for (JavaClass type : CLASSES) {
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass other = dependency.getTargetClass().getBaseComponentType();
        if (!other.isPrimitive() && !placed.test(other)) {
          homeless.add(other.getPackageName() + ", used by " + type.getPackageName());
        }
      }
    }
    assertThat(homeless).as("libraries without a place in ArchitectureTest").isEmpty();
  }

  @Test
  void theFunctionalCoreHasNoSocketsAndNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(FUNCTIONAL_CORE))
        .should()
        .dependOnClassesThat(
            inPackages("java.net.http..")
                .or(namedLike("java\\.net\\.(Server|Datagram|Multicast)?Socket.*"))
                .or(namedLike("java\\.lang\\.(Thread|ThreadLocal|InheritableThreadLocal)")))
        .check(CLASSES);
  }

  @Test
  void theFunctionalCoreSharesNothingButTheCountsOfAdmission() {
    String[] others =
        Stream.of(FUNCTIONAL_CORE).filter(name -> !name.equals("admission")).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(packages(others))
        .should()
        .dependOnClassesThat(inPackages("java.util.concurrent.."))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(packages("admission"))
        .should()
        .dependOnClassesThat(
            inPackages("java.util.concurrent..")
                .and(DescribedPredicate.not(inPackages("java.util.concurrent.atomic..")))
                .and(DescribedPredicate.not(namedLike(".*\\.ConcurrentHashMap.*"))))
        .check(CLASSES);
  }

  @Test
  void theFunctionalCoreHasNoClockAndNoRandomness() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(FUNCTIONAL_CORE))
        .should()
        .dependOnClassesThat(
            namedLike("java\\.time\\.(Clock|InstantSource)")
                .or(namedLike("java\\.util\\.(Random|SplittableRandom|Timer)"))
                .or(namedLike("java\\.security\\.SecureRandom")))
        .orShould()
        .callMethodWhere(readsClockOrChance())
        .check(CLASSES);
  }

  @Test
  void nobodyUsesTheOldInternationalNames() {
    onlyIn(JavaClass.Predicates.equivalentTo(IDN.class));
  }

  @Test
  void onlyCommandsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("cli"))
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
    onlyIn(inPackages("java.util.logging.."));
  }

  /// Each of these packages does use it: a misspelt name would else forbid nothing.
  private static void onlyIn(DescribedPredicate<JavaClass> what, String... where) {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(where))
        .should()
        .dependOnClassesThat(what)
        .check(CLASSES);
    for (String place : where) {
      assertThat(uses(place, what)).as("%s: %s", place, what.getDescription()).isTrue();
    }
  }

  private static boolean uses(String place, DescribedPredicate<JavaClass> what) {
    return CLASSES.stream()
        .filter(type -> shortName(type).equals(place))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .anyMatch(dependency -> what.test(dependency.getTargetClass()));
  }

  /// The full names of packages that exist.
  private static String[] packages(String... shortNames) {
    assertThat(List.of(shortNames)).isSubsetOf(LEVELS.keySet());
    var names = new String[shortNames.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = ROOT + "." + shortNames[i];
    }
    return names;
  }

  private static String shortName(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  private static int level(JavaClass type) {
    return Objects.requireNonNull(LEVELS.get(shortName(type)), type.getName());
  }

  private static DescribedPredicate<JavaClass> inPackages(String... identifiers) {
    return JavaClass.Predicates.resideInAnyPackage(identifiers);
  }

  private static DescribedPredicate<JavaClass> namedLike(String pattern) {
    return DescribedPredicate.describe(
        "are named like " + pattern, type -> type.getName().matches(pattern));
  }

  private static DescribedPredicate<JavaClass> networkChannels() {
    return DescribedPredicate.describe(
        "are network channels",
        type ->
            type.getPackageName().equals("java.nio.channels.spi")
                || (type.getPackageName().equals("java.nio.channels")
                    && !FILE_CHANNELS.contains(
                        type.getName().substring("java.nio.channels.".length()))));
  }

  private static DescribedPredicate<JavaMethodCall> readsClockOrChance() {
    return DescribedPredicate.describe(
        "it reads a clock or chance",
        call -> {
          AccessTarget to = call.getTarget();
          String owner = to.getOwner().getName();
          return (owner.startsWith("java.time.") && to.getName().equals("now"))
              || (owner.equals("java.lang.Math") && to.getName().equals("random"))
              || (owner.equals("java.lang.System")
                  && Set.of("nanoTime", "currentTimeMillis").contains(to.getName()));
        });
  }
}
