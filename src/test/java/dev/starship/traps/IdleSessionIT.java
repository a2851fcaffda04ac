package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.preread.ClientHelloBytes;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/// What a session holds of the heap while it waits: no buffer, and few objects. The rest of an idle
/// session is the kernel's.
@ParameterizedClass
@CsvSource({Balancer.EPOLL + ", 950", Balancer.NIO + ", 2100"})
class IdleSessionIT {
  private static final int FEW = 200;
  private static final int MANY = 1_700;
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();

  @TempDir Path folder;

  private final String transport;
  private final long mostBytes;

  IdleSessionIT(String transport, long mostBytes) {
    this.transport = transport;
    this.mostBytes = mostBytes;
  }

  @Test
  void holdsLessHeapThanOnePageOfMemory() throws Exception {
    Deque<Closeable> open = new ArrayDeque<>();
    Path routes = folder.resolve("routes.ndjson");
    String source = "{ source: { file: { path: \"" + routes + "\" } } }";
    try (ServerSocket backend = new ServerSocket(0, FEW, InetAddress.getLoopbackAddress())) {
      open.push(backend);
      String endpoint = "127.0.0.1:" + backend.getLocalPort();
      Files.writeString(routes, "{\"host\":\"a.com\",\"endpoint\":\"" + endpoint + "\"}\n");
      try (ChildBalancer child = ChildBalancer.start(folder, transport, source)) {
        hold(child, backend, open, FEW);
        long before = child.liveHeapBytes();
        hold(child, backend, open, MANY - FEW);
        long each = (child.liveHeapBytes() - before) / (MANY - FEW);
        System.out.printf("idle session on %s: %d bytes of heap%n", transport, each);
        assertThat(each).isLessThan(mostBytes);
      }
    } finally {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    }
  }

  /// Opens sessions that have got an answer and wait for whatever comes next.
  private static void hold(
      ChildBalancer child, ServerSocket backend, Deque<Closeable> open, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      Socket client =
          new Socket(InetAddress.getLoopbackAddress(), child.balancer().address().port());
      open.push(client);
      client.getOutputStream().write(HELLO);
      Socket server = backend.accept();
      open.push(server);
      server.getInputStream().readNBytes(HELLO.length);
      server.getOutputStream().write(1);
      client.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
  }
}
