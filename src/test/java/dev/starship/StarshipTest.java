package dev.starship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.starship.accesslog.AccessLogSettings;
import dev.starship.accesslog.LogFormat;
import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.admin.AdminSettings;
import dev.starship.admission.AdmissionSettings;
import dev.starship.config.Settings;
import dev.starship.preread.PrereadLimits;
import dev.starship.proxy.BackendSettings;
import dev.starship.proxy.ForwardedSettings;
import dev.starship.proxy.ListenerSettings;
import dev.starship.routing.CacheSettings;
import dev.starship.source.http.HttpSourceSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole balancer in one process: sources, listeners, admin port and log together.
class StarshipTest {
  private static final Address ANY_PORT = Address.parse("127.0.0.1:0").orElseThrow();

  @TempDir Path folder;

  @Test
  void routesByAFileAndReportsItself() throws Exception {
    HttpServer backend = server(200, "from alpha");
    Path routes = folder.resolve("routes.ndjson");
    writeRoute(routes, "localhost", backend);
    Path accessLog = folder.resolve("access.log");
    try (Starship starship =
        start(new Settings.Source.File(routes), accessLog.toString(), ANY_PORT)) {
      int port = starship.listeners().getFirst().port();
      assertThat(get("http://localhost:" + port + "/")).isEqualTo("200 from alpha");
      assertThat(get("http://localhost:" + starship.adminAddress().port() + "/health/ready"))
          .startsWith("200 ");
      // A session that has not yet heard that its client is gone would be ended by the drain.
      Eventually.counts("open sessions", 0, starship::openSessions);
      assertThat(starship.drain()).isZero();
      assertThat(get("http://localhost:" + starship.adminAddress().port() + "/health/ready"))
          .startsWith("503 ")
          .contains("draining");
      assertThat(get("http://localhost:" + starship.adminAddress().port() + "/metrics"))
          .contains("starship_sessions_total{ending=\"completed\"} 1.0")
          .contains("starship_file_routes 1.0");
    } finally {
      backend.stop(0);
    }
    assertThat(Files.readString(accessLog)).contains("\"host\":\"localhost\"", "\"completed\"");
  }

  @Test
  void asksAnApiAtRequestTime() throws Exception {
    HttpServer backend = server(200, "from beta");
    String route =
        "{\"host\":\"localhost\",\"endpoint\":\"127.0.0.1:"
            + backend.getAddress().getPort()
            + "\"}";
    HttpServer api = server(200, route);
    String url = "http://127.0.0.1:" + api.getAddress().getPort() + "/routes/{host}";
    HttpSourceSettings settings =
        new HttpSourceSettings(url, null, Duration.ofSeconds(2), Map.of());
    try (Starship starship = start(new Settings.Source.Http(settings), "none", ANY_PORT)) {
      String client = "http://localhost:" + starship.listeners().getFirst().port() + "/";
      assertThat(get(client)).isEqualTo("200 from beta");
      api.stop(0);
      assertThat(get(client)).isEqualTo("200 from beta");
    } finally {
      backend.stop(0);
      api.stop(0);
    }
  }

  @Test
  void saysWhyTheAccessLogCannotBeOpened() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Path accessLog = folder.resolve("nowhere").resolve("access.log");
    assertThatThrownBy(
            () -> start(new Settings.Source.File(routes), accessLog.toString(), ANY_PORT))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "the access log " + accessLog + " cannot be opened: there is no such file or folder");
  }

  @Test
  void aRoutesFileThatTakesLongToReadKeepsTheLogFromNothing() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path accessLog = folder.resolve("access.log");
    try (Starship starship =
        start(new Settings.Source.File(routes), accessLog.toString(), ANY_PORT)) {
      FutureTask<Boolean> reload = new FutureTask<>(starship::reload, true);
      // Who reads from the pipe waits for its end, as from a file that is large.
      try (FileChannel _ =
          FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        Files.move(pipe, routes, StandardCopyOption.REPLACE_EXISTING);
        Files.move(accessLog, folder.resolve("access.log.1"));
        Thread.ofPlatform().daemon().start(reload);
        Eventually.holds("a new log", () -> Files.exists(accessLog));
        assertThat(reload.isDone()).as("the routes cannot be read yet").isFalse();
        Path whole = Files.writeString(folder.resolve("whole"), "\n");
        Files.move(whole, routes, StandardCopyOption.REPLACE_EXISTING);
      }
      reload.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aBrokenRoutesFileIsAConfigurationError() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "{\"host\": 5}\n");
    assertThatThrownBy(() -> start(new Settings.Source.File(routes), "none", ANY_PORT))
        .isInstanceOfSatisfying(
            StartException.class, refused -> assertThat(refused.wrongConfiguration()).isTrue())
        .hasMessageContaining("routes.ndjson:1");
  }

  @Test
  void aSecondInstanceFailsAtTheAdminPort() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Settings.Source source = new Settings.Source.File(routes);
    try (Starship first = start(source, "none", ANY_PORT)) {
      assertThatThrownBy(() -> start(source, "none", first.adminAddress()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(first.adminAddress().toString());
      assertThat(first.openSessions()).isZero();
    }
  }

  @Test
  void aTakenListenerAddressLeavesNothingOpen() throws Exception {
    HttpServer taken = server(200, "");
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Address address = Address.parse("127.0.0.1:" + taken.getAddress().getPort()).orElseThrow();
    try {
      assertThatThrownBy(() ->
              Starship.start(
                  settings(new Settings.Source.File(routes), "none", ANY_PORT, address),
                  "0",
                  "test"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(address.toString());
    } finally {
      taken.stop(0);
    }
  }

  @Test
  void aSecondInstanceFailsAtAListenersAddressToo() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Settings.Source source = new Settings.Source.File(routes);
    try (Starship first = start(source, "none", ANY_PORT)) {
      Address taken = first.listeners().getFirst();
      assertThatThrownBy(
              () -> Starship.start(settings(source, "none", ANY_PORT, taken), "0", "test"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(taken.toString());
    }
  }

  @Test
  void listensOnTheWildcardAndOnOneOfItsAddressesAtOnePort() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Settings.Source source = new Settings.Source.File(routes);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Address all = Address.parse("0.0.0.0:" + port).orElseThrow();
    Address one = Address.parse("127.0.0.1:" + port).orElseThrow();
    for (List<Address> order : List.of(List.of(all, one), List.of(one, all))) {
      Settings settings = settings(source, "none", ANY_PORT, order.toArray(Address[]::new));
      try (Starship starship = Starship.start(settings, "0", "test")) {
        assertThat(starship.listeners()).containsExactlyElementsOf(order);
      }
    }
  }

  private static Starship start(Settings.Source source, String accessLog, Address admin)
      throws StartException {
    return Starship.start(settings(source, accessLog, admin, ANY_PORT), "0", "test");
  }

  private static Settings settings(
      Settings.Source source, String accessLog, Address admin, Address... listeners) {
    return new Settings(
        Stream.of(listeners).map(ListenerSettings::forClients).toList(),
        PrereadLimits.DEFAULT,
        List.of(source),
        CacheSettings.DEFAULT,
        BackendSettings.DEFAULT,
        List.of(Cidr.parse("127.0.0.0/8").orElseThrow()),
        AdmissionSettings.DEFAULT,
        ForwardedSettings.DEFAULT,
        new Settings.Unknown(null, true, null, null),
        new AccessLogSettings(accessLog, LogFormat.JSON),
        Duration.ofSeconds(5),
        new AdminSettings(admin, null),
        Settings.TransportChoice.AUTO,
        2);
  }

  private static void writeRoute(Path file, String host, HttpServer backend) throws IOException {
    Files.writeString(
        file,
        "{\"host\":\"%s\",\"endpoint\":\"127.0.0.1:%d\"}\n"
            .formatted(host, backend.getAddress().getPort()));
  }

  private static HttpServer server(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response =
          client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }
}
