package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.routing.ProxyVersion;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Balancers in a row are fine; a row that leads back to its beginning is ended there.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class LoopTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final String FIRST = "Via: 1.1 starship-0000000000001267\r\n";
  private static final String SECOND = "Via: 1.1 starship-00000000000000aa\r\n";

  /// On one event loop, a session that comes back ends before the one that it came from.
  private static final RunningProxy.Options ONE = RunningProxy.Options.DEFAULT.onOneLoop();

  private static final RunningProxy.Options ANOTHER = ONE.calling(0xAA);

  private final Transport transport;

  LoopTest(Transport transport) {
    this.transport = transport;
  }

  /// Something that sends all it gets to `port` and knows of no loops, as a misled proxy does. The
  /// balancer cannot tell that it is its own address behind it.
  private static TestBackend leadingTo(int port) throws IOException {
    return TestBackend.running(connection -> {
      try (Socket onwards = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread back =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    onwards.getInputStream().transferTo(connection.getOutputStream());
                    connection.shutdownOutput();
                  } catch (IOException _) {
                    // Reset from either side, which the test sees at its client.
                  }
                });
        connection.getInputStream().transferTo(onwards.getOutputStream());
        onwards.shutdownOutput();
        back.join();
      }
    });
  }

  /// A client asks once, and is told of the loop.
  private static void checkToldOfTheLoop(RunningProxy first) throws Exception {
    try (TestClient client = first.client()) {
      assertThat(client.get("a.com", "/").response())
          .startsWith("HTTP/1.1 508 Loop Detected\r\n")
          .contains("loop_detected");
    }
  }

  @Test
  void aRequestThatComesBackToItsBalancerIsEnded() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport, ONE);
        TestBackend astray = leadingTo(proxy.address().port())) {
      proxy.route("a.com", astray.port());
      checkToldOfTheLoop(proxy);
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.LOOP_DETECTED);
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(astray.connections()).isOne();
    }
  }

  @Test
  void aRequestThatTwoBalancersSendToEachOtherIsEnded() throws Exception {
    try (RunningProxy first = new RunningProxy(transport, ONE);
        RunningProxy second = new RunningProxy(transport, ANOTHER)) {
      first.route("a.com", second.address().port());
      second.route("a.com", first.address().port());
      checkToldOfTheLoop(first);
      assertThat(first.nextRequestEnd().part().ending()).isEqualTo(Ending.LOOP_DETECTED);
      assertThat(second.nextRequestEnd().part().status()).isEqualTo(508);
      assertThat(first.nextRequestEnd().part().status()).isEqualTo(508);
    }
  }

  @Test
  void aRequestMayPassTwoBalancers() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy first = new RunningProxy(transport, ONE);
        RunningProxy second = new RunningProxy(transport, ANOTHER)) {
      first.route("a.com", second.address().port());
      second.route("a.com", backend.port());
      try (TestClient client = first.client()) {
        for (int i = 0; i < 3; i++) {
          assertThat(client.get("a.com", "/").response())
              .startsWith("HTTP/1.1 200 ")
              .endsWith("alpha GET /");
          assertThat(backend.nextReceived())
              .asString(ISO_8859_1)
              .containsSubsequence(FIRST, SECOND);
        }
      }
    }
  }

  @Test
  void aClientThatSaysItCameThroughOthersIsServed() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, ONE).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a.com\r\n" + SECOND + "Via: 1.1 starship\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aLoopEndsBeforeItsHostIsLookedUp() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport, ONE);
        TestClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: nobody.example\r\n" + FIRST + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 508 ");
      // The connection may go on: it carries other hosts too.
      assertThat(client.get("nobody.example", "/").response()).startsWith("HTTP/1.1 404 ");
    }
  }

  /// A client's connection that begins with the header of a proxy in front.
  private static Socket sayingHello(RunningProxy proxy) throws IOException {
    Socket client = proxy.connect();
    Address from = new Address(proxy.address().ip(), client.getLocalPort());
    var addresses = new ProxyHeader.Addresses(from, proxy.address());
    client.getOutputStream().write(HeaderWriter.version1(addresses));
    client.getOutputStream().write(HELLO);
    return client;
  }

  @Test
  void aTlsConnectionThatComesBackToItsBalancerIsEnded() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport, ONE.behind("127.0.0.0/8"));
        TestBackend astray = leadingTo(proxy.address().port())) {
      proxy.route("a.com", astray.port(), ProxyVersion.V2);
      try (Socket client = sayingHello(proxy)) {
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEmpty();
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.LOOP_DETECTED);
      assertThat(astray.connections()).isOne();
    }
  }

  @Test
  void aTlsConnectionThatTwoBalancersSendToEachOtherIsEnded() throws Exception {
    try (RunningProxy first = new RunningProxy(transport, ONE.behind("127.0.0.0/8"));
        RunningProxy second = new RunningProxy(transport, ANOTHER.behind("127.0.0.0/8"))) {
      first.route("a.com", second.address().port(), ProxyVersion.V2);
      second.route("a.com", first.address().port(), ProxyVersion.V2);
      try (Socket client = sayingHello(first)) {
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEmpty();
      }
      assertThat(first.nextEnd().ending()).isEqualTo(Ending.LOOP_DETECTED);
    }
  }

  @Test
  void aTlsConnectionMayPassTwoBalancers() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy first = new RunningProxy(transport, ONE);
        RunningProxy second = new RunningProxy(transport, ANOTHER.behind("127.0.0.0/8"))) {
      first.route("a.com", second.address().port(), ProxyVersion.V2);
      second.route("a.com", backend.port());
      try (Socket client = first.connect()) {
        client.getOutputStream().write(HELLO);
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("alpha");
      }
      assertThat(backend.nextReceived()).isEqualTo(HELLO);
    }
  }
}
