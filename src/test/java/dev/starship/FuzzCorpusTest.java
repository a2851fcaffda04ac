package dev.starship;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Replays the kept inputs of every fuzz test: a class named `*Fuzz` with `public static void
/// fuzzerTestOneInput(byte[])`, its inputs in `src/test/resources/fuzz/` under its simple name. The
/// empty input is always one of them.
class FuzzCorpusTest {
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path CORPORA = Path.of("src/test/resources/fuzz");

  @TestFactory
  List<DynamicContainer> replaysEveryKeptInput() throws ReflectiveOperationException, IOException {
    var all = new ArrayList<DynamicContainer>();
    for (Class<?> fuzz : fuzzClasses()) {
      MethodHandle entry =
          MethodHandles.publicLookup()
              .findStatic(
                  fuzz, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
      var inputs = new ArrayList<DynamicTest>();
      inputs.add(DynamicTest.dynamicTest("empty", () -> entry.invoke(new byte[0])));
      for (Path input : filesIn(CORPORA.resolve(fuzz.getSimpleName()))) {
        inputs.add(
            DynamicTest.dynamicTest(
                input.getFileName().toString(), () -> entry.invoke(Files.readAllBytes(input))));
      }
      all.add(DynamicContainer.dynamicContainer(fuzz.getSimpleName(), inputs));
    }
    assertThat(all).as("fuzz tests").isNotEmpty();
    return all;
  }

  @Test
  void everyCorpusBelongsToAFuzzTest() throws ReflectiveOperationException, IOException {
    List<String> names = fuzzClasses().stream().map(Class::getSimpleName).toList();
    assertThat(names).doesNotHaveDuplicates();
    if (Files.isDirectory(CORPORA)) {
      try (Stream<Path> folders = Files.list(CORPORA)) {
        assertThat(folders.map(folder -> folder.getFileName().toString())).isSubsetOf(names);
      }
    }
  }

  private static List<Class<?>> fuzzClasses() throws ReflectiveOperationException, IOException {
    var classes = new ArrayList<Class<?>>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Fuzz.java")).sorted().toList()) {
        String path = TESTS.relativize(file).toString();
        String name = path.substring(0, path.length() - ".java".length()).replace('/', '.');
        classes.add(Class.forName(name));
      }
    }
    return classes;
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
