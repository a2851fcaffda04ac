package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.starship.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands as processes: what signals do to them, and with which code they end.
@Timeout(180)
class CommandIT {
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)");

  @TempDir Path folder;

  @Test
  void serveReopensItsLogAndReadsRoutesAgainAtSighupAndDrainsAtSigterm() throws Exception {
    Path log = folder.resolve("access.log");
    Path routes = folder.resolve("routes.ndjson");
    HttpServer backend = backend();
    try (RunningCommand serve = serve(log, write(routes, "a.com", backend))) {
      int port = port(serve.errLine("ready on"));
      assertThat(ask(port, "a.com")).startsWith("HTTP/1.1 200").endsWith("hello");
      // Lines come a little later than what they tell of.
      Eventually.sees("a line", () -> Files.readString(log), lines -> lines.contains("a.com"));
      assertThat(ask(port, "b.com")).startsWith("HTTP/1.1 404");

      Files.move(log, folder.resolve("access.log.1"));
      write(routes, "b.com", backend);
      serve.signal("HUP");
      serve.errLine("took over");
      // The watched file may be taken over before the signal is heard.
      Eventually.holds("a new log", () -> Files.exists(log));
      assertThat(ask(port, "b.com")).startsWith("HTTP/1.1 200").endsWith("hello");
      assertThat(serve.isAlive()).isTrue();

      serve.signal("TERM");
      assertThat(serve.exitCode()).isZero();
    } finally {
      backend.stop(0);
    }
    assertThat(Files.readAllLines(log)).last().asString().contains("b.com");
    assertThat(Files.readAllLines(folder.resolve("access.log.1")))
        .first()
        .asString()
        .contains("a.com");
  }

  @Test
  void serveSaysAtSighupWhatHasChangedInItsConfiguration() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    Path file = configuration("none", routes, 0);
    String before = Files.readString(file);
    try (RunningCommand serve = RunningCommand.start("serve", "-c", file.toString())) {
      serve.errLine("ready on");
      serve.signal("HUP");
      assertThat(serve.errLine(file + " ")).contains(" INFO ", " is as it was at the start");
      Files.writeString(file, before + "drainTimeout: 7s\nlimits: { sessionsPerClient: 7 }\n");
      serve.signal("HUP");
      assertThat(serve.errLine(file + " "))
          .contains(" WARN ", " has changed: limits, drainTimeout; a restart");
      Files.writeString(file, before + "drainTimeout: soon\n");
      serve.signal("HUP");
      assertThat(serve.errLine(file + ":")).contains(" ERROR ", ":6: drainTimeout: \"soon\"");
      serve.signal("TERM");
      assertThat(serve.exitCode()).isZero();
    }
  }

  @Test
  void serveSaysAtTheStartThatSighupIsIgnoredUnderNohup() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    String file = configuration("none", routes, 0).toString();
    try (RunningCommand serve = RunningCommand.startIgnoring("HUP", "serve", "-c", file)) {
      assertThat(serve.errLine("SIGHUP")).contains(" WARN ", "SIGHUP does not reach this process");
      serve.signal("TERM");
      assertThat(serve.exitCode()).isZero();
    }
  }

  @Test
  void serveOutlivesSighupBeforeItIsReadyAndEndsInOrderAtSigterm() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    String text = Files.readString(configuration("none", routes, 0));
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (String early : List.of("HUP", "TERM")) {
      try (RunningCommand serve = RunningCommand.start("serve", "-c", pipe.toString())) {
        // Both ends are open once the command has begun to read its configuration.
        try (OutputStream configuration = Files.newOutputStream(pipe)) {
          serve.signal(early);
          configuration.write(text.getBytes(StandardCharsets.UTF_8));
        }
        if (early.equals("HUP")) {
          serve.errLine("ready on");
          serve.signal("TERM");
        }
        assertThat(serve.exitCode()).as(early).isZero();
      }
    }
  }

  @Test
  void aSecondServeOnTheSameAdminPortFailsInOneSentence() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RunningCommand serve =
            RunningCommand.start(
                "serve", "-c", configuration("none", routes, taken.getLocalPort()).toString())) {
      assertThat(serve.errLine("starship: ")).contains("127.0.0.1:" + taken.getLocalPort());
      assertThat(serve.exitCode()).isEqualTo(Main.FAILED);
    }
  }

  @Test
  void everyLineOfTheDemoWorksAsPrinted() throws Exception {
    try (RunningCommand demo =
        RunningCommand.start(
            "demo", "--https-port", "0", "--http-port", "0", "--admin-port", "0")) {
      List<String> curls =
          demo.outUpTo("Ctrl-C").stream()
              .map(String::strip)
              .filter(line -> line.startsWith("curl "))
              .toList();
      assertThat(curls.stream().map(CommandIT::shell).toList())
          .satisfiesExactly(
              said -> assertThat(said).contains("cluster alpha: you asked for a.com by HTTPS"),
              said -> assertThat(said).contains("cluster beta: you asked for b.com by HTTPS"),
              said -> assertThat(said).contains("cluster alpha: you asked for a.com by HTTP."),
              said -> assertThat(said).contains("cluster beta: you asked for b.com by HTTP."),
              said -> assertThat(said).contains("cluster alpha: you asked for a.com by HTTP."),
              said -> assertThat(said).contains("cluster beta: you asked for b.com by HTTPS"),
              said -> assertThat(said).contains("unknown_host"),
              said -> assertThat(said).contains("unrecognized name"),
              said -> assertThat(said).contains("\"ready\""),
              said -> assertThat(said).contains("starship_sessions"),
              said -> assertThat(said).contains("\"host\":\"a.com\""));
      assertThat(demo.outLine("cluster=\"alpha\"")).contains(" tls a.com ");
      demo.signal("TERM");
      assertThat(demo.exitCode()).isZero();
    }
  }

  @Test
  void theDemoOutlivesSighup() throws Exception {
    try (RunningCommand demo =
        RunningCommand.start(
            "demo", "--https-port", "0", "--http-port", "0", "--admin-port", "0")) {
      String line = "curl ";
      for (String printed : demo.outUpTo("Ctrl-C")) {
        line = printed.contains("http://a.com:") ? printed.strip() : line;
      }
      demo.signal("HUP");
      assertThat(shell(line)).contains("cluster alpha");
      demo.signal("TERM");
      assertThat(demo.exitCode()).isZero();
    }
  }

  @Test
  void theDemoRefusesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RunningCommand demo =
            RunningCommand.start("demo", "--http-port", Integer.toString(taken.getLocalPort()))) {
      assertThat(demo.errLine("starship: ")).contains("port " + taken.getLocalPort() + " is taken");
      assertThat(demo.exitCode()).isEqualTo(Main.FAILED);
    }
  }

  @Test
  void lookupApiTakesAChangedFileOverAndEndsAtSigterm() throws Exception {
    HttpServer backend = backend();
    Path routes = write(folder.resolve("routes.ndjson"), "a.com", backend);
    try (RunningCommand api =
        RunningCommand.start(
            "lookup-api", "--routes", routes.toString(), "--bind", "127.0.0.1:0")) {
      int port = port(api.outLine("1 routes at"));
      try (Socket events = new Socket(InetAddress.getLoopbackAddress(), port)) {
        events
            .getOutputStream()
            .write("GET /events HTTP/1.1\r\nHost: api\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var told =
            new BufferedReader(
                new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8));
        assertThat(told.lines().anyMatch(": changes follow"::equals)).isTrue();
        write(routes, "b.com", backend);
        assertThat(told.lines().filter(line -> line.startsWith("data: ")).limit(2).toList())
            .containsExactlyInAnyOrder("data: {\"host\":\"a.com\"}", "data: {\"host\":\"b.com\"}");
      }
      assertThat(ask(port, "api", "/routes/b.com")).startsWith("HTTP/1.1 200");
      assertThat(api.outLine("/routes/b.com")).isEqualTo("GET /routes/b.com 200");
      api.signal("TERM");
      assertThat(api.exitCode()).isZero();
    } finally {
      backend.stop(0);
    }
  }

  private RunningCommand serve(Path log, Path routes) throws IOException {
    return RunningCommand.start("serve", "-c", configuration(log.toString(), routes, 0).toString());
  }

  private Path configuration(String log, Path routes, int adminPort) throws IOException {
    return Files.writeString(
        folder.resolve("starship.yaml"),
        """
        listeners: [{ bind: 127.0.0.1:0 }]
        routes: { source: { file: { path: %s } } }
        backends: { allow: [127.0.0.0/8] }
        accessLog: { path: %s }
        admin: { bind: 127.0.0.1:%d }
        """
            .formatted(routes, log, adminPort));
  }

  private static Path write(Path routes, String host, HttpServer backend) throws IOException {
    return Files.writeString(
        routes,
        "{\"host\": \"%s\", \"endpoint\": \"127.0.0.1:%d\"}\n"
            .formatted(host, backend.getAddress().getPort()));
  }

  private static HttpServer backend() throws IOException {
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, hello.length);
          exchange.getResponseBody().write(hello);
          exchange.close();
        });
    backend.start();
    return backend;
  }

  private static int port(String line) {
    Matcher address = ADDRESS.matcher(line);
    assertThat(address.find()).as(line).isTrue();
    return Integer.parseInt(address.group(1));
  }

  private static String ask(int port, String host) throws IOException {
    return ask(port, host, "/");
  }

  private static String ask(int port, String host, String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// What a shell says to a line that a user copied, both outputs together.
  private static String shell(String line) {
    try {
      Process shell = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
      return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
