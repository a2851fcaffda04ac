package dev.starship.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `./starship serve -c starship.yaml` with one listener, routes from a file, and the access log on
/// standard output.
final class BalancerProcess implements AutoCloseable {
  /// The keys `transport` can have, on each of which the data path is tested.
  enum Transport {
    EPOLL,
    NIO
  }

  /// Gives back to the product the signals that whoever started the tests may have ignored, as
  /// nohup does, where the system's env can.
  private static final String WITH_DEFAULT_SIGNALS =
      """
      if env --default-signal true 2>/dev/null; then exec env --default-signal "$0" "$@"; fi
      exec "$0" "$@"
      """;

  /// The product as the checkout has it.
  static final Path CHECKOUT = Path.of("starship");

  private static final Pattern READY =
      Pattern.compile(
          "starship: ready on 127\\.0\\.0\\.1:(\\d+); admin on http://127\\.0\\.0\\.1:(\\d+)");

  private final Path folder;
  private final Program program;
  private final int port;
  private final int adminPort;

  private BalancerProcess(Path folder, Program program, Matcher ready) {
    this.folder = folder;
    this.program = program;
    this.port = Integer.parseInt(ready.group(1));
    this.adminPort = Integer.parseInt(ready.group(2));
  }

  /// Starts one and waits until it is ready.
  ///
  /// @param parent a folder of its own is made in it
  /// @param routes the text of its routes file
  /// @param keys further lines of its configuration
  static BalancerProcess serve(Path parent, Transport transport, String routes, String... keys)
      throws IOException, InterruptedException {
    Path folder = configure(parent, transport, routes, keys);
    return serve(folder, command("serve", "-c", folder.resolve("starship.yaml").toString()));
  }

  /// Runs a `command` that serves what [#configure] wrote into `folder`.
  static BalancerProcess serve(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Program program = Program.start(folder, command);
    try {
      Matcher ready =
          READY.matcher(program.awaitLine("ready", line -> line.startsWith("starship: ready")));
      assertThat(ready.matches()).isTrue();
      return new BalancerProcess(folder, program, ready);
    } catch (AssertionError notReady) {
      program.close();
      throw notReady;
    }
  }

  /// Writes `starship.yaml` and `routes.ndjson` into a new folder.
  static Path configure(Path parent, Transport transport, String routes, String... keys)
      throws IOException {
    Path folder = Files.createTempDirectory(parent, "starship");
    Files.writeString(folder.resolve("routes.ndjson"), routes);
    List<String> lines = new ArrayList<>(Arrays.asList(keys));
    lines.add("transport: " + transport.name().toLowerCase(Locale.ROOT));
    for (String usual :
        List.of(
            "routes: { source: { file: { path: routes.ndjson } } }",
            "listeners: [{ bind: '127.0.0.1:0' }]",
            "backends: { allow: [127.0.0.0/8] }",
            "admin: { bind: '127.0.0.1:0' }")) {
      String key = usual.substring(0, usual.indexOf(':') + 1);
      if (lines.stream().noneMatch(line -> line.startsWith(key))) {
        lines.add(usual);
      }
    }
    Files.write(folder.resolve("starship.yaml"), lines);
    return folder;
  }

  /// The command line of the product with `arguments`.
  static List<String> command(String... arguments) {
    return command(CHECKOUT, arguments);
  }

  /// The same for a `starship` that lies elsewhere.
  static List<String> command(Path starship, String... arguments) {
    List<String> launcher =
        List.of("sh", "-c", WITH_DEFAULT_SIGNALS, starship.toAbsolutePath().toString());
    return Stream.concat(launcher.stream(), Stream.of(arguments)).toList();
  }

  /// Serves as [#serve(Path, List)] with more `flags` for the JVM.
  static BalancerProcess serve(Path folder, Path starship, String flags)
      throws IOException, InterruptedException {
    String configuration = folder.resolve("starship.yaml").toString();
    return serve(
        folder,
        Stream.concat(
                Stream.of("env", Program.withFlags(flags)),
                command(starship, "serve", "-c", configuration).stream())
            .toList());
  }

  /// Serves what [#configure] wrote into `folder`, and may open no more than `files`.
  static BalancerProcess serveWithFiles(Path folder, int files)
      throws IOException, InterruptedException {
    String configuration = folder.resolve("starship.yaml").toString();
    return serve(
        folder,
        Stream.concat(
                Stream.of("sh", "-c", "ulimit -n " + files + "; exec \"$0\" \"$@\""),
                command("serve", "-c", configuration).stream())
            .toList());
  }

  /// Where clients connect.
  int port() {
    return port;
  }

  int adminPort() {
    return adminPort;
  }

  /// Where its configuration and routes are.
  Path folder() {
    return folder;
  }

  Program program() {
    return program;
  }

  /// Its origin as a client of `host` writes it.
  String url(String scheme, String host) {
    return scheme + "://" + host + ":" + port;
  }

  /// The value of one of its metrics, named as by [Exposition#value].
  long metric(String name) throws IOException {
    return Exposition.value(adminPort, name);
  }

  /// The body that a new connection gets for `GET /`; `not served: ` and why, if it gets none.
  String ask(String host) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout((int) Eventually.LIMIT.toMillis());
      client
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(UTF_8));
      String answer = new String(client.getInputStream().readAllBytes(), UTF_8);
      return answer.startsWith("HTTP/1.1 200 ")
          ? answer.substring(answer.indexOf("\r\n\r\n") + 4)
          : "not served: " + answer.lines().findFirst().orElse("nothing");
    } catch (IOException failed) {
      return "not served: " + failed;
    }
  }

  /// Runs curl, which finds each of `hosts` here.
  Tool.Output curl(List<String> hosts, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "50"));
    for (String host : hosts) {
      command.addAll(List.of("--resolve", host + ":" + port + ":127.0.0.1"));
    }
    command.addAll(Arrays.asList(arguments));
    return Tool.run(command.toArray(String[]::new));
  }

  /// The line of the access log that has all of `parts`, once it is there.
  String awaitSession(String... parts) throws InterruptedException {
    return program.awaitLine(
        "a session with " + Arrays.toString(parts),
        line -> line.startsWith("{") && Stream.of(parts).allMatch(line::contains));
  }

  /// Ends it at once. Fails if it had told of a fault.
  @Override
  public void close() {
    program.close();
    assertThat(program.lines()).noneMatch(line -> line.contains(" ERROR "));
  }
}
