package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A balancer that may open no more than 256 files, of which connections that are kept for further
/// requests take the most that the JVM leaves.
class KeptConnectionsGiveWayIT {
  private static final int KEPT = 60;

  /// As many as fit without those that are kept: half of the files are the JVM itself.
  private static final int SESSIONS = 35;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void toSessionsThatNeedTheirDescriptors(Transport transport) throws Exception {
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    backend.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    backend.start();
    List<Socket> sessions = new ArrayList<>();
    try (EchoBackend echo = EchoBackend.start();
        BalancerProcess balancer =
            serveWithFewDescriptors(transport, backend.getAddress().getPort(), echo.port());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), balancer.port())) {
      for (int i = 0; i < KEPT; i++) {
        client.getOutputStream().write(request("tenant-" + i + ".example.com"));
        assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 204 ");
      }
      for (int i = 0; i < SESSIONS; i++) {
        Socket session = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        sessions.add(session);
        session.getOutputStream().write('x');
        assertThat(session.getInputStream().read()).as("session %d", i).isEqualTo('x');
      }
    } finally {
      for (Socket session : sessions) {
        session.close();
      }
      backend.stop(0);
    }
  }

  private static byte[] request(String host) {
    return ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(ISO_8859_1);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("after %s", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  private BalancerProcess serveWithFewDescriptors(Transport transport, int http, int other)
      throws Exception {
    Path configured =
        BalancerProcess.configure(
            folder,
            transport,
            "{\"host\":\"*.example.com\",\"endpoint\":\"127.0.0.1:%d\"}\n".formatted(http),
            "unknown: { backend: '127.0.0.1:%d' }".formatted(other),
            "limits: { maxSessions: 0 }");
    return BalancerProcess.serveWithFiles(configured, 256);
  }
}
