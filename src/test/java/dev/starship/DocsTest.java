package dev.starship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.accesslog.AccessLog;
import dev.starship.accesslog.AccessLogSettings;
import dev.starship.accesslog.LogFormat;
import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.preread.Protocol;
import dev.starship.refusal.Alerts;
import dev.starship.refusal.Statuses;
import dev.starship.routing.HitLevel;
import dev.starship.routing.LookupEvent;
import dev.starship.routing.SourceOutcome;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The documents say what the code does. Words that are forbidden are written in parts here, so
/// that this file passes.
class DocsTest {
  private static final Path CODE = Path.of("src/main/java");
  private static final Pattern TEXT_FILE =
      Pattern.compile(".*\\.(java|sh|md|xml|ya?ml|properties|html)|starship|run");
  private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
  private static final Pattern TYPE_NAME = Pattern.compile("`((?:[A-Z][a-z0-9]+){2,})`");
  private static final Pattern METRIC = Pattern.compile("\"(starship_[a-z_]+)\"");
  private static final Pattern ALERT = Pattern.compile("\\((\\d+)\\)");
  private static final Pattern STATUS = Pattern.compile("^(\\d+)");

  /// What belongs to one machine or one way of working and helps no reader.
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "/wo" + "rk/|/tm" + "p/(brief|w|fast)\\b|DESIGN\\.m" + "d|CONTRACT\\.m" + "d");

  /// Endings that only a plain HTTP session can have, so they make no alert.
  private static final Set<Ending> HTTP_ONLY =
      EnumSet.of(
          Ending.TARGET_TOO_LONG,
          Ending.UNSUPPORTED_REQUEST,
          Ending.MALFORMED_REQUEST_BODY,
          Ending.MISDIRECTED_REQUEST,
          Ending.HTTPS_REDIRECTED,
          Ending.BACKEND_CLOSED_EARLY,
          Ending.BACKEND_TIMEOUT,
          Ending.MALFORMED_RESPONSE);

  private static List<Path> files = List.of();

  @BeforeAll
  static void listFiles() throws IOException {
    files = new ArrayList<>();
    for (String root : List.of("src", "docs", "examples", ".ci")) {
      try (Stream<Path> below = Files.walk(Path.of(root))) {
        files.addAll(below.filter(Files::isRegularFile).sorted().toList());
      }
    }
    try (Stream<Path> top = Files.list(Path.of(""))) {
      files.addAll(top.filter(Files::isRegularFile).sorted().toList());
    }
    assertThat(documents()).hasSizeGreaterThan(15);
  }

  @Test
  void everyEndingIsExplainedAsItIsAndNoOther() throws IOException {
    List<List<String>> rows = rows(document("access-log.md"), "Endings");
    assertThat(rows)
        .extracting(row -> code(row.getFirst()))
        .containsExactlyInAnyOrderElementsOf(Stream.of(Ending.values()).map(Ending::code).toList());
    for (List<String> row : rows) {
      Ending ending = Ending.valueOf(code(row.getFirst()).toUpperCase(Locale.ROOT));
      assertThat(row.get(1))
          .as("side of %s", ending)
          .isEqualTo(ending.side().name().toLowerCase(Locale.ROOT));
      assertThat(number(ALERT, row.get(3))).as("alert of %s", ending).isEqualTo(alert(ending));
      assertThat(number(STATUS, row.get(4)))
          .as("status of %s", ending)
          .isEqualTo(Statuses.of(ending));
    }
  }

  @Test
  void everyFieldOfTheAccessLogIsExplainedInItsOrder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("access.log");
    var settings = new AccessLogSettings(file.toString(), LogFormat.JSON);
    try (AccessLog log = AccessLog.open(settings).orElseThrow()) {
      log.requestEnded(new RequestEnd("0123456789abcdef-1", wholeSession()));
    }
    List<String> fields =
        List.copyOf(JsonMapper.shared().readTree(Files.readString(file)).propertyNames());
    assertThat(fields).hasSizeGreaterThan(15);
    assertThat(rows(document("access-log.md"), "Fields"))
        .extracting(row -> code(row.getFirst()))
        .containsExactlyElementsOf(fields);
  }

  @Test
  void everyLimitIsListedWithItsDefault() throws Exception {
    Map<String, Map<String, String>> listed = listedLimits();
    Map<String, Map<String, String>> real = realLimits();
    assertThat(real).hasSizeGreaterThan(10);
    assertThat(listed.keySet()).containsAll(real.keySet());
    for (String type : real.keySet()) {
      assertThat(listed.get(type)).as(type).isEqualTo(real.get(type));
    }
  }

  @Test
  void everyMetricIsExplainedAndNoOther() throws IOException {
    var real = new TreeSet<String>();
    for (Path file : sources()) {
      real.addAll(found(METRIC, Files.readString(file)));
    }
    assertThat(real).hasSizeGreaterThan(5);
    assertThat(firstCells(document("metrics.md"), "starship_"))
        .containsExactlyInAnyOrderElementsOf(real);
  }

  @Test
  void everyEventAndOutcomeOfLookupsIsExplained() throws IOException {
    String metrics = document("metrics.md");
    assertThat(rows(metrics, "Events"))
        .extracting(row -> code(row.getFirst()))
        .containsExactlyElementsOf(Stream.of(LookupEvent.values()).map(LookupEvent::code).toList());
    assertThat(rows(metrics, "Outcomes"))
        .extracting(row -> code(row.getFirst()))
        .containsExactlyElementsOf(
            Stream.of(SourceOutcome.values()).map(SourceOutcome::code).toList());
    String levels = document("access-log.md");
    assertThat(HitLevel.values())
        .allSatisfy(level -> assertThat(levels).contains("`" + level.code() + "`"));
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    int links = 0;
    var broken = new ArrayList<String>();
    for (Path document : documents()) {
      for (String link : found(LINK, Files.readString(document))) {
        if (!link.contains("://")) {
          links++;
          Path to = document.resolveSibling(link.replaceFirst("#.*", ""));
          if (!Files.exists(to.normalize())) {
            broken.add(document + " -> " + link);
          }
        }
      }
    }
    assertThat(links).isGreaterThan(30);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyTypeThatIsNamedExists() throws IOException {
    var types = new TreeSet<String>();
    for (Path file : files) {
      types.add(String.valueOf(file.getFileName()).replaceFirst("\\.java$", ""));
    }
    var named = new TreeSet<String>();
    for (Path document : documents()) {
      // Operators read of systemd's names too.
      if (!document.endsWith("operations.md")) {
        named.addAll(found(TYPE_NAME, Files.readString(document)));
      }
    }
    assertThat(named).hasSizeGreaterThan(30);
    named.removeAll(types);
    assertThat(named).as("types that do not exist").isEmpty();
  }

  @Test
  void nothingNamesTheMachineItWasWrittenOn() throws IOException {
    var found = new ArrayList<String>();
    int read = 0;
    for (Path file : files) {
      if (TEXT_FILE.matcher(String.valueOf(file.getFileName())).matches()) {
        read++;
        if (FORBIDDEN.matcher(Files.readString(file)).find()) {
          found.add(file.toString());
        }
      }
    }
    assertThat(read).isGreaterThan(100);
    assertThat(found).isEmpty();
  }

  /// The number of the alert that a refused TLS client gets; 0 if none.
  private static int alert(Ending ending) {
    byte[] alert = Alerts.alert(ending, null);
    return alert.length == 0 || HTTP_ONLY.contains(ending) ? 0 : alert[alert.length - 1];
  }

  /// A session that has everything the log can say.
  private static SessionEnd wholeSession() {
    Address somebody = Address.parse("192.0.2.1:443").orElseThrow();
    return new SessionEnd(
        0,
        "0123456789abcdef",
        somebody,
        somebody,
        Protocol.HTTP,
        "a.com",
        "app",
        "cluster",
        somebody,
        null,
        HitLevel.L1,
        1,
        1,
        1,
        1,
        1,
        1,
        200,
        Ending.COMPLETED,
        Ending.COMPLETED.side());
  }

  /// The default of each limit as a person writes it, by the name of its type.
  private static Map<String, Map<String, String>> realLimits() throws ReflectiveOperationException {
    var limits = new LinkedHashMap<String, Map<String, String>>();
    for (Path file : sources()) {
      if (file.toString().endsWith("Limits.java")) {
        String path = CODE.relativize(file).toString();
        Class<?> type =
            Class.forName(path.substring(0, path.length() - ".java".length()).replace('/', '.'));
        limits.put(type.getSimpleName(), type.isRecord() ? components(type) : constants(type));
      }
    }
    return limits;
  }

  private static Map<String, String> components(Class<?> type) throws ReflectiveOperationException {
    Field defaults =
        Stream.of(type.getDeclaredFields())
            .filter(field -> field.getType() == type)
            .findFirst()
            .orElseThrow();
    defaults.setAccessible(true);
    Object limits = defaults.get(null);
    var values = new LinkedHashMap<String, String>();
    for (RecordComponent component : type.getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      values.put(
          component.getName(),
          written(component.getName(), component.getAccessor().invoke(limits)));
    }
    return values;
  }

  private static Map<String, String> constants(Class<?> type) throws ReflectiveOperationException {
    var values = new LinkedHashMap<String, String>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
        field.setAccessible(true);
        values.put(field.getName(), written(field.getName(), field.get(null)));
      }
    }
    return values;
  }

  private static String written(String name, Object value) {
    return switch (value) {
      case Duration time -> duration(time);
      case Number _ when name.equals("tableBytes") -> "a quarter of the heap, at most 1 GiB";
      case Number number when name.endsWith("Nanos") ->
          duration(Duration.ofNanos(number.longValue()));
      case Number number when name.toLowerCase(Locale.ROOT).endsWith("bytes") ->
          size(number.longValue());
      case Number _ when name.equals("readers") -> "the cores, at most 4";
      case Number number -> "%,d".formatted(number.longValue());
      // Other limits, with a section of their own.
      default -> "";
    };
  }

  private static String duration(Duration time) {
    if (time.toDays() > 1) {
      return time.toDays() + " days";
    }
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static String size(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    long rest = bytes;
    int unit = 0;
    while (rest > 0 && rest % 1024 == 0 && unit < units.length - 1) {
      rest /= 1024;
      unit++;
    }
    return rest == 0 ? "0" : rest + " " + units[unit];
  }

  /// The second cell by the first, by the heading.
  private static Map<String, Map<String, String>> listedLimits() throws IOException {
    var listed = new LinkedHashMap<String, Map<String, String>>();
    for (String section : document("limits.md").split("(?m)^## ", -1)) {
      var values = new LinkedHashMap<String, String>();
      tableRows(section).forEach(row -> values.put(code(row.getFirst()), row.get(1)));
      listed.put(code(section.lines().findFirst().orElseThrow()), values);
    }
    return listed;
  }

  private static List<Path> documents() {
    return files.stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  private static List<Path> sources() {
    return files.stream()
        .filter(file -> file.startsWith(CODE) && file.toString().endsWith(".java"))
        .toList();
  }

  private static String document(String name) throws IOException {
    return Files.readString(Path.of("docs", name));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  /// The first number that `pattern` finds; 0 if there is none.
  private static int number(Pattern pattern, String text) {
    return found(pattern, text).stream().findFirst().map(Integer::parseInt).orElse(0);
  }

  /// The cells of the table rows below the heading, up to the next one.
  private static List<List<String>> rows(String document, String heading) {
    String section = document.split("(?m)^#+ " + Pattern.quote(heading) + "$", 2)[1];
    return tableRows(section.split("(?m)^#", 2)[0]);
  }

  /// The cells of all rows whose first cell is code.
  private static List<List<String>> tableRows(String text) {
    return text.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Stream.of(line.split("\\|", -1)).skip(1).map(String::strip).toList())
        .toList();
  }

  private static String code(String cell) {
    return cell.replace("`", "");
  }

  private static List<String> firstCells(String document, String prefix) {
    return tableRows(document).stream()
        .map(row -> code(row.getFirst()))
        .filter(cell -> cell.startsWith(prefix))
        .toList();
  }
}
