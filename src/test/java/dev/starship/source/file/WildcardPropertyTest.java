package dev.starship.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.routing.Route;
import dev.starship.source.file.RouteTable.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a model that looks at every pattern: whatever the table holds, the same route is found.
class WildcardPropertyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsWhatLookingAtEveryPatternFinds(long seed) throws IOException {
    var random = new Random(seed);
    Set<String> patterns = new LinkedHashSet<>();
    while (patterns.size() < 30) {
      patterns.add((random.nextBoolean() ? "*." : "") + name(random));
    }
    var lines = new StringBuilder();
    for (String pattern : patterns) {
      lines.append(
          "{\"host\":\"" + pattern + "\",\"app\":\"" + pattern + "\",\"action\":\"gone\"}\n");
    }
    Path file = Files.writeString(folder.resolve("routes.ndjson"), lines);
    RouteTable table = ((Load.Loaded) RouteTable.load(file)).table();
    for (int i = 0; i < 500; i++) {
      Host asked = Host.parse(name(random)).orElseThrow();
      assertThat(table.find(asked).map(Route::app))
          .as(asked.name())
          .isEqualTo(model(patterns, asked));
    }
  }

  private static Optional<String> model(Set<String> patterns, Host asked) {
    return patterns.stream()
        .filter(pattern -> covers(pattern, asked.name()))
        .max(
            Comparator.comparing((String pattern) -> !pattern.startsWith("*"))
                .thenComparingInt(String::length));
  }

  /// A wildcard covers every deeper name but not the host itself.
  private static boolean covers(String pattern, String asked) {
    return pattern.startsWith("*") ? asked.endsWith(pattern.substring(1)) : asked.equals(pattern);
  }

  /// Of one to four labels out of few, so that many names lie below each other.
  private static String name(Random random) {
    var name = new StringBuilder("com");
    for (int labels = random.nextInt(4); labels > 0; labels--) {
      name.insert(0, '.').insert(0, "abcde".charAt(random.nextInt(5)));
    }
    return name.toString();
  }
}
