package dev.starship.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.ProxyVersion;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.source.file.RouteTable.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteTableTest {
  @TempDir Path folder;

  @Test
  void findsAHostOfJsonLines() throws IOException {
    RouteTable table =
        ndjson(
            """
            {"app": "A Simple App", "host": "a.com", "endpoint": "10.0.0.24"}
            {"host": "b.com", "endpoint": "backend.internal:8443"}
            """);
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.find(host("a.com")))
        .contains(
            route("A Simple App", new Backend("10.0.0.24", ip("10.0.0.24"), 0, 0, 0, 1, 0, null)));
    assertThat(table.find(host("b.com")))
        .contains(route(null, new Backend("backend.internal", null, 8443, 0, 0, 1, 0, null)));
    assertThat(table.find(host("c.com"))).isEmpty();
  }

  @Test
  void keepsEveryFieldOfARoute() throws IOException {
    RouteTable table =
        ndjson(
            """
            {"host":"a.com","app":"Größe 😀","endpoints":[\
            {"address":"10.0.0.24","tlsPort":443,"httpPort":80,"weight":3,"priority":2,"cluster":"eu-1"},\
            {"address":"[2001:DB8::1]:9443"},{"address":"x.internal:8443","cluster":"eu-2"}],\
            "action":"redirect","location":"https://b.com/","httpsRedirect":true,"proxyProtocol":"v2",\
            "balance":"source_hash","limits":{"sessions":1000,"sessionsPerSecond":200},"ttl":30}
            """);
    assertThat(table.find(host("a.com")))
        .contains(
            new Route(
                "Größe 😀",
                Action.REDIRECT,
                List.of(
                    new Backend("10.0.0.24", ip("10.0.0.24"), 0, 443, 80, 3, 2, "eu-1"),
                    new Backend("2001:DB8::1", ip("2001:db8::1"), 9443, 0, 0, 1, 0, null),
                    new Backend("x.internal", null, 8443, 0, 0, 1, 0, "eu-2")),
                "https://b.com/",
                true,
                ProxyVersion.V2,
                Balance.SOURCE_HASH,
                new RouteLimits(1000, 200),
                Duration.ofSeconds(30)));
  }

  @Test
  void tellsATtlOfZeroFromNone() throws IOException {
    RouteTable table =
        ndjson(
            """
            {"host":"a.com","endpoint":"10.0.0.1","ttl":0}
            {"host":"b.com","endpoint":"10.0.0.1"}
            """);
    assertThat(table.find(host("a.com")).map(Route::ttl)).contains(Duration.ZERO);
    assertThat(table.find(host("b.com"))).get().extracting(Route::ttl).isNull();
  }

  @Test
  void readsAHostInAnyCaseAndWithTrailingDot() throws IOException {
    assertThat(ndjson("{\"host\":\"A.Com.\",\"endpoint\":\"10.0.0.1\"}").find(host("a.com")))
        .isPresent();
  }

  @Test
  void skipsBlankLinesAndTakesAnyLineEnd() throws IOException {
    RouteTable table =
        ndjson(
            "\uFEFF\n \t\r\n{\"host\":\"a.com\",\"endpoint\":\"10.0.0.1\"}\r\n\n"
                + "{\"host\":\"b.com\",\"endpoint\":\"10.0.0.1\"}");
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void anEmptyFileIsATableWithoutRoutes() throws IOException {
    assertThat(ndjson("").size()).isZero();
    assertThat(ndjson("\n").size()).isZero();
    assertThat(yaml("").size()).isZero();
    assertThat(yaml("[]").size()).isZero();
  }

  @Test
  void readsAYamlList() throws IOException {
    RouteTable table =
        yaml(
            """
            # the shop
            - host: a.com
              endpoint: 10.0.0.24
              ttl: 30
            - host: "*.shop.com"
              endpoints: &eu
                - { address: 10.0.0.25, weight: 3 }
            - host: b.com
              endpoints: *eu
            """);
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.find(host("a.com")).map(Route::ttl)).contains(Duration.ofSeconds(30));
    assertThat(table.find(host("x.shop.com")).orElseThrow().backends())
        .isEqualTo(table.find(host("b.com")).orElseThrow().backends())
        .extracting(Backend::weight)
        .containsExactly(3);
  }

  @Test
  void aWildcardCoversEveryDeeperHostButNotItsParent() throws IOException {
    RouteTable table = ndjson("{\"host\":\"*.shop.com\",\"endpoint\":\"10.0.0.1\"}");
    assertThat(table.find(host("a.shop.com"))).isPresent();
    assertThat(table.find(host("c.b.a.shop.com"))).isPresent();
    assertThat(table.find(host("shop.com"))).isEmpty();
    assertThat(table.find(host("ashop.com"))).isEmpty();
    assertThat(table.find(host("shop.com.evil.com"))).isEmpty();
  }

  @Test
  void theMostSpecificRouteWins() throws IOException {
    RouteTable table =
        ndjson(
            """
            {"host":"*.com","endpoint":"10.0.0.1"}
            {"host":"a.b.shop.com","endpoint":"10.0.0.4"}
            {"host":"*.b.shop.com","endpoint":"10.0.0.3"}
            {"host":"*.shop.com","endpoint":"10.0.0.2"}
            """);
    assertThat(backend(table, "a.b.shop.com")).isEqualTo("10.0.0.4");
    assertThat(backend(table, "x.a.b.shop.com")).isEqualTo("10.0.0.3");
    assertThat(backend(table, "c.shop.com")).isEqualTo("10.0.0.2");
    assertThat(backend(table, "shop.com")).isEqualTo("10.0.0.1");
  }

  @Test
  void givesAllRoutesInTheOrderOfTheFile() throws IOException {
    RouteTable table =
        ndjson(
            """
            {"host":"z.com","endpoint":"10.0.0.1"}
            {"host":"*.a.com","endpoint":"10.0.0.2"}
            {"host":"a.com","endpoint":"10.0.0.1"}
            """);
    var all = new ArrayList<String>();
    table.forEach((pattern, route) -> all.add(pattern + " " + route.backends().getFirst().name()));
    assertThat(all).containsExactly("z.com 10.0.0.1", "*.a.com 10.0.0.2", "a.com 10.0.0.1");
  }

  @Test
  void keepsRoutesThatAreEqualButForTheirAppOnce() throws IOException {
    String longName = "a-rather-long-name-of-a-backend".repeat(2);
    var lines = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      lines.append(
          "{\"app\":\"App %d\",\"host\":\"h%d.com\",\"endpoint\":\"%s%d.internal\"}\n"
              .formatted(i, i, longName, i % 3));
    }
    RouteTable table = ndjson(lines.toString());
    for (int i = 0; i < 50_000; i += 997) {
      assertThat(table.find(host("h" + i + ".com")).map(Route::app)).contains("App " + i);
      assertThat(backend(table, "h" + i + ".com")).endsWith(i % 3 + ".internal");
    }
    // 28 bytes a host and 21 in the index; the names of the backends alone would be 70 more.
    assertThat(table.bytes()).isLessThan(50_000 * 50 + 2 * Slab.CHUNK_BYTES);
  }

  @Test
  void takesLittleForFewRoutes() throws IOException {
    RouteTable table = ndjson("{\"host\":\"a.com\",\"endpoint\":\"10.0.0.1\"}");
    assertThat(table.bytes()).isLessThan(20_000);
  }

  @Test
  void makesARouteThatIsAskedForAgainAndAgainOnlyTwice() throws IOException {
    RouteTable table = ndjson("{\"host\":\"a.com\",\"endpoint\":\"10.0.0.1\"}");
    Route first = table.find(host("a.com")).orElseThrow();
    Route second = table.find(host("a.com")).orElseThrow();
    assertThat(second).isEqualTo(first).isNotSameAs(first);
    for (int i = 0; i < 3; i++) {
      assertThat(table.find(host("a.com")).orElseThrow()).isSameAs(second);
    }
  }

  @Test
  void findsTheRightRouteWhateverWasAskedForBefore() throws IOException {
    int hosts = 3_000;
    var lines = new StringBuilder();
    for (int i = 0; i < hosts; i++) {
      lines.append("{\"host\":\"h%d.com\",\"endpoint\":\"b%d\"}\n".formatted(i, i));
    }
    RouteTable table = ndjson(lines.toString());
    var random = new Random(7);
    for (int asked = 0; asked < 20_000; asked++) {
      int i = random.nextInt(hosts);
      for (int again = random.nextInt(3); again >= 0; again--) {
        assertThat(backend(table, "h" + i + ".com")).isEqualTo("b" + i);
      }
    }
  }

  private RouteTable ndjson(String text) throws IOException {
    return loaded(Files.writeString(folder.resolve("routes.ndjson"), text));
  }

  private RouteTable yaml(String text) throws IOException {
    return loaded(Files.writeString(folder.resolve("routes.yaml"), text));
  }

  private static RouteTable loaded(Path file) {
    return switch (RouteTable.load(file)) {
      case Load.Loaded(RouteTable table) -> table;
      case Load.Refused(List<String> problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static String backend(RouteTable table, String host) {
    return table.find(host(host)).orElseThrow().backends().getFirst().name();
  }

  private static Route route(@Nullable String app, Backend... backends) {
    return new Route(
        app, Action.FORWARD, List.of(backends), null, false, null, null, RouteLimits.NONE, null);
  }

  private static Host host(String name) {
    return Host.parse(name).orElseThrow();
  }

  private static Ip ip(String text) {
    return Ip.parse(text).orElseThrow();
  }
}
