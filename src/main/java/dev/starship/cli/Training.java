package dev.starship.cli;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.source.file.FileSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/// What the JVM is shown when its AOT cache is made: `serve` as users run it, from the command line
/// to SIGTERM, first with a lookup API and then with a routes file, and sessions of every common
/// kind in between. A main class of its own; `./starship` runs it when the product is built.
public final class Training {
  /// After this long it has failed: a build must not hang.
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /// Sessions of each kind: enough for the JVM to have profiles of the methods of a session.
  private static final int SESSIONS = 300;

  /// The length of a hello without its host.
  private static final int HELLO_BYTES = 61;

  private static final Host HOST = Host.parse("a.com").orElseThrow();
  private static final Pattern READY =
      Pattern.compile(
          "starship: ready on 127\\.0\\.0\\.1:(\\d+); admin on http://127\\.0\\.0\\.1:(\\d+)");

  private Training() {}

  /// Runs it.
  ///
  /// @param args a folder for its files
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    var training = new FutureTask<>((Callable<Integer>) () -> train(folder));
    Thread thread = Thread.ofPlatform().daemon().start(training);
    if (!thread.join(LONGEST)) {
      System.err.println("the training is not over after " + LONGEST.toSeconds() + " s");
      Runtime.getRuntime().halt(Main.FAILED);
    }
    System.exit(training.get());
  }

  private static int train(Path folder) throws Exception {
    Address any = Address.parse("127.0.0.1:0").orElseThrow();
    try (var backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answer(backend));
      Path file = folder.resolve("routes.ndjson");
      Files.writeString(
          file,
          "{\"host\": \"%s\", \"endpoint\": \"127.0.0.1:%d\"}%n"
              .formatted(HOST, backend.getLocalPort()));
      try (FileSource routes = LookupApiCommand.open(file, _ -> {});
          var api = new LookupApi(any, routes.table()::find, new ChangeFeed("training"), _ -> {})) {
        String origin = "http://" + api.address();
        int withApi =
            serve(
                folder,
                "http: { url: \"%s/routes/{host}\", events: \"%s/events\" }"
                    .formatted(origin, origin));
        int withFile = serve(folder, "file: { path: \"" + file + "\" }");
        return Math.max(withApi, withFile);
      }
    }
  }

  /// Is the backend. It speaks HTTP to TLS clients too, who only want an answer. TLS of its own
  /// would need libraries that no start needs.
  private static void answer(ServerSocket backend) {
    byte[] answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    while (!backend.isClosed()) {
      try (Socket session = backend.accept()) {
        if (session.getInputStream().read(new byte[65_536]) > 0) {
          session.getOutputStream().write(answer);
        }
      } catch (IOException gone) {
        System.err.println("training: " + gone);
      }
    }
  }

  /// Runs the command until it was sent SIGTERM, and returns its exit code.
  private static int serve(Path folder, String source) throws Exception {
    Path file = folder.resolve("starship.yaml");
    Files.writeString(
        file,
        """
        listeners: [{ bind: "127.0.0.1:0" }]
        routes: { source: { %s } }
        backends: { allow: [127.0.0.0/8] }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(source));
    try (var out = new PipedWriter();
        var lines = new BufferedReader(new PipedReader(out))) {
      CommandLine command = Main.commandLine().setErr(new PrintWriter(out, true));
      var serving =
          new FutureTask<>((Callable<Integer>) () -> command.execute("serve", "-c", "" + file));
      Thread.ofPlatform().daemon().start(serving);
      String line = String.valueOf(lines.readLine());
      Matcher ready = READY.matcher(line);
      if (!ready.matches()) {
        throw new IOException("serve did not become ready: " + line);
      }
      visit(Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
      Signals.raise("TERM");
      return serving.get();
    }
  }

  private static void visit(int port, int adminPort) throws IOException {
    for (int i = 0; i < SESSIONS; i++) {
      ask(port, hello(HOST.name()));
      ask(port, get(HOST.name(), "/"));
    }
    ask(port, hello("unknown.example"));
    ask(port, get("unknown.example", "/"));
    ask(adminPort, get("localhost", "/health/ready"));
  }

  private static byte[] get(String host, String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// A small ClientHello (RFC 8446 section 4.1.2): one cipher and the host. By hand, since the
  /// JDK's TLS would bring some 500 classes into the cache that no start needs.
  private static byte[] hello(String host) {
    byte[] name = host.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer hello = ByteBuffer.allocate(HELLO_BYTES + name.length);
    hello.put((byte) 22).putShort((short) 0x0301).putShort((short) (hello.capacity() - 5));
    hello.putInt(1 << 24 | hello.capacity() - 9).putShort((short) 0x0303).put(new byte[32]);
    hello.put((byte) 0).putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
    hello.putShort((short) (hello.remaining() - 2));
    hello.putShort((short) 0).putShort((short) (name.length + 5));
    hello.putShort((short) (name.length + 3)).put((byte) 0);
    hello.putShort((short) name.length).put(name);
    return hello.array();
  }

  /// Sends `opening`, waits for the beginning of the answer, and goes.
  private static void ask(int port, byte[] opening) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(opening);
      if (socket.getInputStream().read(new byte[65_536]) < 0) {
        throw new IOException("a session ended without an answer");
      }
    }
  }
}
