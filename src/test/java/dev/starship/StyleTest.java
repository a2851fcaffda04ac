package dev.starship;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rules on the text of the sources. Words that are forbidden are written in parts here, so that
/// this file passes.
class StyleTest {
  private static final int MAX_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 60;

  private static final Pattern VAGUE_NAME =
      Pattern.compile(
          ".+(Impl|Manager|Utils?|Helper|Handler|Context|Data|Info|Target|Upstream|Endpoint)");

  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern WEAK_TEST =
      Pattern.compile(
          "@Dis" + "abled\\b|\\bassume" + "(True|False|That)\\(|\\bThread\\.sl" + "eep\\(");

  /// A wait that nobody is told the end of. Product code may have its reasons.
  private static final Pattern BLIND_WAIT =
      Pattern.compile(
          "\\bpark"
              + "(Nanos|Until)\\b|\\bonSpin"
              + "Wait\\b|\\bThread(\\.|::)yi"
              + "eld\\b"
              + "|\\b[A-Z]+S\\.sl"
              + "eep\\(");

  /// The one class of the tests that may.
  private static final Path WAITING = Path.of("src/test/java/dev/starship/Eventually.java");

  private static final Set<String> SKIPPED_FOLDERS =
      Set.of(".git", "target", ".idea", "node_modules");

  private static final Pattern TEXT_FILE =
      Pattern.compile(
          ".*\\.(java|sh|md|xml|ya?ml|properties|html|css|js|config)|starship|run|\\.gitignore");

  private static List<Path> texts = List.of();
  private static List<Source> sources = List.of();

  /// A type or method: where it begins and ends (lines from 1), and whether a `///` comment stands
  /// before it.
  private record Declared(
      Path file, String name, long firstLine, long lastLine, boolean commented, Kind kind) {
    @Override
    public String toString() {
      return file + ":" + firstLine + " " + name;
    }
  }

  private enum Kind {
    METHOD,
    PUBLIC_TOP_LEVEL_TYPE,
    OTHER_TYPE
  }

  private record Source(Path file, List<String> lines, List<Declared> declared) {}

  @BeforeAll
  static void readTree() throws IOException {
    texts = filesBelow(Path.of(""));
    List<Path> java = texts.stream().filter(file -> file.toString().endsWith(".java")).toList();
    assertThat(java).isNotEmpty();
    sources = parse(java);
  }

  @Test
  void noSourceFileIsLongerThanItsLimit() {
    assertThat(sources)
        .filteredOn(source -> source.lines().size() > MAX_FILE_LINES)
        .extracting(Source::file)
        .as("files of more than %d lines", MAX_FILE_LINES)
        .isEmpty();
  }

  @Test
  void noMethodIsLongerThanItsLimit() {
    assertThat(declared(Kind.METHOD))
        .filteredOn(method -> method.lastLine() - method.firstLine() >= MAX_METHOD_LINES)
        .as("methods of more than %d lines", MAX_METHOD_LINES)
        .isEmpty();
  }

  @Test
  void namesOfTypesSayWhatTheyAre() {
    assertThat(declared(Kind.PUBLIC_TOP_LEVEL_TYPE, Kind.OTHER_TYPE))
        .filteredOn(type -> VAGUE_NAME.matcher(type.name()).matches())
        .as("types with a vague or unused word at the end of their name")
        .isEmpty();
  }

  @Test
  void everyPublicTypeHasAMarkdownComment() {
    assertThat(declared(Kind.PUBLIC_TOP_LEVEL_TYPE))
        .filteredOn(type -> !type.commented())
        .as("public types without a /// comment")
        .isEmpty();
  }

  @Test
  void nothingIsLeftUnfinished() throws IOException {
    assertThat(linesWith(UNFINISHED, texts)).isEmpty();
  }

  @Test
  void noTestIsSwitchedOffOrWaitsForTimeToPass() throws IOException {
    List<Path> java = sources.stream().map(Source::file).toList();
    assertThat(linesWith(WEAK_TEST, java)).isEmpty();
  }

  @Test
  void onlyOneClassOfTheTestsLooksAgainAndAgain() throws IOException {
    List<Path> tests =
        sources.stream().map(Source::file).filter(file -> file.startsWith("src/test")).toList();
    assertThat(linesWith(BLIND_WAIT, tests))
        .isNotEmpty()
        .allMatch(line -> line.startsWith(WAITING + ":"));
  }

  private static List<Declared> declared(Kind... kinds) {
    return sources.stream()
        .flatMap(source -> source.declared().stream())
        .filter(declared -> List.of(kinds).contains(declared.kind()))
        .toList();
  }

  private static List<String> linesWith(Pattern pattern, List<Path> files) throws IOException {
    var found = new ArrayList<String>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          found.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    return found;
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    var found = new ArrayList<Path>();
    try (Stream<Path> entries = Files.list(folder.toString().isEmpty() ? Path.of(".") : folder)) {
      for (Path entry : entries.map(Path::normalize).sorted().toList()) {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry) && !SKIPPED_FOLDERS.contains(name)) {
          found.addAll(filesBelow(entry));
        } else if (Files.isRegularFile(entry) && TEXT_FILE.matcher(name).matches()) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  private static List<Source> parse(List<Path> files) throws IOException {
    var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    var parsed = new ArrayList<Source>();
    try (var fileManager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  fileManager,
                  null,
                  null,
                  null,
                  fileManager.getJavaFileObjectsFromPaths(files));
      var positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Path.of(unit.getSourceFile().getName());
        List<String> lines = Files.readAllLines(file);
        var scanner = new Declarations(file, lines, unit, positions);
        scanner.scan(unit, null);
        parsed.add(new Source(file, lines, scanner.found));
      }
    }
    return parsed;
  }

  /// Collects the types and methods of one file.
  private static final class Declarations extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final List<Declared> found = new ArrayList<>();
    private final Path file;
    private final List<String> lines;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Declarations(
        Path file, List<String> lines, CompilationUnitTree unit, SourcePositions positions) {
      this.file = file;
      this.lines = lines;
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      boolean topLevel = getCurrentPath().getParentPath().getLeaf() == unit;
      boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
      add(
          type,
          type.getSimpleName().toString(),
          topLevel && isPublic ? Kind.PUBLIC_TOP_LEVEL_TYPE : Kind.OTHER_TYPE);
      return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      // A compact constructor without a body of its own has no end position.
      if (positions.getEndPosition(unit, method) >= 0) {
        add(method, method.getName().toString(), Kind.METHOD);
      }
      return super.visitMethod(method, null);
    }

    private void add(Tree tree, String name, Kind kind) {
      long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
      long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
      boolean commented = first > 1 && lines.get((int) first - 2).strip().startsWith("///");
      found.add(new Declared(file, name, first, last, commented, kind));
    }
  }
}
