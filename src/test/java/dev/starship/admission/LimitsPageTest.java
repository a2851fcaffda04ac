package dev.starship.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of limits on sessions says what the code does.
class LimitsPageTest {
  /// Which limit each key sets.
  private static final Map<String, Limit> LIMITS =
      Map.of(
          "limits.maxSessions", Limit.SESSIONS,
          "listeners[].maxSessions", Limit.LISTENER,
          "limits.sessionsPerClient", Limit.CLIENT,
          "limits.sessionsPerHost", Limit.HOST,
          "limits.sessionsPerHostAndSecond", Limit.HOST_RATE,
          "limits.unknownHostsPerClient", Limit.UNKNOWN_HOSTS,
          "limits.prereadMemory", Limit.OPENINGS);

  @Test
  void listsEveryKeyWithItsDefault() throws Exception {
    Map<String, String> real = new LinkedHashMap<>();
    for (RecordComponent component : AdmissionSettings.class.getRecordComponents()) {
      Integer value = (Integer) component.getAccessor().invoke(AdmissionSettings.DEFAULT);
      real.put("limits." + component.getName(), written(component.getName(), value));
    }
    real.put("listeners[].maxSessions", "0");
    Map<String, String> listed = new LinkedHashMap<>();
    rows().forEach(row -> listed.put(code(row.getFirst()), row.get(1)));
    assertThat(listed).isEqualTo(real);
  }

  @Test
  void saysWhereEachLimitShows() throws IOException {
    assertThat(LIMITS.values()).containsExactlyInAnyOrder(Limit.values());
    for (List<String> row : rows()) {
      Limit limit = Objects.requireNonNull(LIMITS.get(code(row.getFirst())), row.getFirst());
      assertThat(row.get(3))
          .startsWith(
              "`%s`; `starship_limits_refused_total`, `%s`"
                  .formatted(limit.ending().code(), limit.code()));
    }
  }

  /// The default as a person writes it. That of sessions in all depends on the process.
  private static String written(String name, int value) {
    return switch (name) {
      case "maxSessions" -> "what fits";
      case "prereadMemory" -> (value >> 20) + " MiB";
      default -> "%,d".formatted(value);
    };
  }

  private static List<List<String>> rows() throws IOException {
    String page = Files.readString(Path.of("docs/limits.md"));
    String section = page.substring(page.indexOf("\n## Sessions\n") + 1);
    return section
        .substring(0, section.indexOf("\n## "))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Stream.of(line.split("\\|", -1)).skip(1).map(String::strip).toList())
        .toList();
  }

  private static String code(String cell) {
    return cell.replace("`", "");
  }
}
