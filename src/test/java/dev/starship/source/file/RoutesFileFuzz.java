package dev.starship.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.routing.RouteJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Whatever a file of JSON lines holds: it is refused with lines that exist, or becomes a table
/// that finds every host in it and, written again, becomes the same table.
public final class RoutesFileFuzz {
  private RoutesFileFuzz() {}

  /// Loads `input` as a routes file.
  public static void fuzzerTestOneInput(byte[] input) throws IOException, InterruptedException {
    switch (load(input)) {
      case RouteTable.Load.Refused(List<String> problems) -> {
        long lines = new String(input, StandardCharsets.ISO_8859_1).lines().count();
        for (String problem : problems) {
          assertThat(problem).doesNotContain("\n").startsWith("f:");
          if (!problem.equals("f: there may be more problems")) {
            assertThat(Integer.parseInt(problem.split(":", -1)[1])).isBetween(1, (int) lines + 1);
          }
        }
      }
      case RouteTable.Load.Loaded(RouteTable table) -> survivesWriting(table);
    }
  }

  private static void survivesWriting(RouteTable table) throws IOException, InterruptedException {
    var written = new ByteArrayOutputStream();
    table.forEach((pattern, route) -> {
      if (!pattern.startsWith("*.")) {
        assertThat(table.find(Host.parse(pattern).orElseThrow())).contains(route);
      }
      written.writeBytes(RouteJson.write(pattern, route));
      written.write('\n');
    });
    var again = new ByteArrayOutputStream();
    switch (load(written.toByteArray())) {
      case RouteTable.Load.Refused refused -> throw new AssertionError(refused.toString());
      case RouteTable.Load.Loaded(RouteTable reread) ->
          reread.forEach((pattern, route) -> {
            again.writeBytes(RouteJson.write(pattern, route));
            again.write('\n');
          });
    }
    assertThat(again.toString(StandardCharsets.UTF_8))
        .isEqualTo(written.toString(StandardCharsets.UTF_8));
  }

  private static RouteTable.Load load(byte[] input) throws IOException, InterruptedException {
    var filling = new RoutesFile.Filling(Path.of("f"), RoutesFileLimits.DEFAULT, 0);
    NdjsonRoutes.read(new ByteArrayInputStream(input), 1, filling::add);
    return filling.finish();
  }
}
