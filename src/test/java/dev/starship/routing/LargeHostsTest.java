package dev.starship.routing;

import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.ScriptedSource.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.SourceAnswer.Freshness;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How many hosts are remembered where there is room for 100, none of more than
/// [CacheSettings#BYTES_PER_HOST].
class LargeHostsTest {
  private final Lab lab =
      new Lab(Lab.settings(seconds(30), seconds(3_600), 100), LookupLimits.DEFAULT);

  private static Route route(List<Backend> backends, @Nullable String location) {
    Action action = location == null ? Action.FORWARD : Action.REDIRECT;
    return new Route(null, action, backends, location, false, null, null, RouteLimits.NONE, null);
  }

  private static List<Backend> backends(String name) {
    return IntStream.range(0, 30)
        .mapToObj(i -> new Backend(name + i, null, 0, 0, 0, 1, 0, null))
        .toList();
  }

  /// How many of 1,000 hosts stay that have such routes.
  private long remembered(IntFunction<Route> routes) {
    for (int i = 0; i < 1_000; i++) {
      String host = "host" + i + ".com";
      lab.source.says(host, found(routes.apply(i), "", Freshness.UNSAID));
      lab.answer(host);
    }
    return lab.lookups.gauges().hits();
  }

  @Test
  void asManyAsAreAllowedWhereTheyAreSmall() {
    assertThat(remembered(i -> ScriptedSource.route("backend" + i))).isBetween(90L, 100L);
  }

  @Test
  void fewerWhereEachHasALongLocation() {
    String path = "x".repeat(2_000);
    assertThat(remembered(i -> route(List.of(), "https://" + i + ".com/" + path)))
        .isBetween(20L, 28L);
  }

  @Test
  void fewerWhereEachHasManyBackendsOfItsOwn() {
    assertThat(remembered(i -> route(backends(i + "-"), null))).isBetween(9L, 13L);
  }

  @Test
  void noMoreWhereTheyAreAskedForAgain() {
    assertThat(remembered(i -> route(backends(i + "-"), null))).isBetween(9L, 13L);
    for (int i = 0; i < 1_000; i++) {
      lab.time.pass(seconds(31));
      lab.answer("host" + i % 20 + ".com");
    }
    assertThat(lab.lookups.gauges().hits()).isBetween(9L, 13L);
  }

  /// As the hosts of one cluster do.
  @Test
  void asManyWhereTheyShareTheirBackends() {
    assertThat(remembered(_ -> route(backends("cluster-"), null))).isBetween(90L, 100L);
  }
}
