package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.source.file.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteChangesTest {
  @TempDir Path folder;

  @Test
  void namesHostsAndWildcardsThatAreNewGoneOrDifferent() throws IOException {
    var changes = new RouteChanges();
    RouteTable first =
        table(
            line("same.com", "10.0.0.1"),
            line("moved.com", "10.0.0.1"),
            line("*.gone.com", "10.0.0.1"));
    assertThat(changes.since(first))
        .containsExactlyInAnyOrder("same.com", "moved.com", "*.gone.com");
    RouteTable second =
        table(
            line("new.com", "10.0.0.1"),
            line("moved.com", "10.0.0.2"),
            line("same.com", "10.0.0.1"));
    assertThat(changes.since(second))
        .containsExactlyInAnyOrder("new.com", "moved.com", "*.gone.com");
    assertThat(changes.since(second)).isEmpty();
  }

  private static String line(String host, String endpoint) {
    return "{\"host\": \"" + host + "\", \"endpoint\": \"" + endpoint + "\"}";
  }

  private RouteTable table(String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("routes.ndjson"), String.join("\n", lines));
    return switch (RouteTable.load(file)) {
      case RouteTable.Load.Loaded(RouteTable table) -> table;
      case RouteTable.Load.Refused(var problems) -> throw new AssertionError(problems.toString());
    };
  }
}
