package dev.starship.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// nginx and HAProxy, behind and in front of a balancer, agree with it on who the client is.
@ParameterizedClass
@EnumSource(Transport.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class ProxyProtocolIT {
  private static final List<String> HOSTS =
      List.of("v1.nginx.test", "v2.nginx.test", "v1.haproxy.test", "v2.haproxy.test");

  @TempDir static Path folder;
  @Parameter Transport transport;
  private static Certificate certificate;
  private static Path pem;
  private static ProxyProtocolPeers peers;

  /// For clients themselves.
  private static BalancerProcess open;

  /// Demands a PROXY header.
  private static BalancerProcess behind;

  @BeforeParameterizedClassInvocation
  static void start(Transport transport) throws Exception {
    Path folder = Files.createTempDirectory(ProxyProtocolIT.folder, "peers");
    certificate = Certificate.selfSigned(folder, "haproxy", HOSTS);
    peers = ProxyProtocolPeers.start(folder, certificate);
    pem = folder.resolve("haproxy.pem");
    ProxyProtocolPeers.awaitListening(loopback("127.0.0.1", peers.haproxyPort()));
    StringBuilder routes = new StringBuilder();
    for (String host : HOSTS) {
      int port = host.contains("nginx") ? peers.nginxPort() : peers.haproxyPort();
      routes.append(
          """
          {"host": "%s", "endpoints": [{"address": "127.0.0.1", "tlsPort": %d, "httpPort": %d}], "proxyProtocol": "%s"}
          """
              .formatted(host, peers.haproxyTlsPort(), port, host.substring(0, 2)));
    }
    routes.append(
        """
        {"host": "https.test", "endpoint": "127.0.0.1:%d", "proxyProtocol": "v1", "httpsRedirect": true}
        """
            .formatted(peers.nginxPort()));
    open = BalancerProcess.serve(folder, transport, routes.toString());
    behind =
        BalancerProcess.serve(
            folder,
            transport,
            routes.toString(),
            "listeners: [{ bind: '127.0.0.1:0', proxyProtocol: required, trustedProxies: [127.0.0.1] }]");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    behind.close();
    open.close();
    peers.close();
  }

  private static InetSocketAddress loopback(String ip, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(ip), port);
  }

  /// What the backend of `host` tells a client that connects to `to`.
  private static String ask(Socket client, InetSocketAddress to, String host) throws IOException {
    client.setSoTimeout((int) Eventually.LIMIT.toMillis());
    if (!client.isConnected()) {
      client.connect(to);
    }
    String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    client.getOutputStream().write(request.getBytes(UTF_8));
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }

  /// What a backend should have read of `client`.
  private static String addresses(Socket client, InetSocketAddress to) {
    return "client=%s %d to=%s %d "
        .formatted(
            text(client.getLocalAddress()),
            client.getLocalPort(),
            text(to.getAddress()),
            to.getPort());
  }

  private static String text(InetAddress address) {
    return address.getHostAddress().equals("0:0:0:0:0:0:0:1") ? "::1" : address.getHostAddress();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.nginx.test", "v2.nginx.test", "v1.haproxy.test", "v2.haproxy.test"})
  void aBackendLearnsTheAddressOfTheClient(String host) throws Exception {
    InetSocketAddress to = loopback("127.0.0.1", open.port());
    try (Socket client = new Socket()) {
      assertThat(ask(client, to, host)).contains(addresses(client, to));
    }
  }

  @Test
  void haproxyReadsAuthorityAndUniqueId() throws Exception {
    InetSocketAddress to = loopback("127.0.0.1", open.port());
    try (Socket client = new Socket()) {
      String answer = ask(client, to, "v2.haproxy.test");
      String session = open.awaitSession("127.0.0.1:" + client.getLocalPort() + "\"");
      assertThat(answer).contains("authority=v2.haproxy.test id=" + id(session) + " end");
    }
  }

  @Test
  void haproxyReadsTheServerNameOfATlsClient() throws Exception {
    InetSocketAddress to = loopback("127.0.0.1", open.port());
    String answer;
    String expected;
    int port;
    try (SSLSocket client =
        (SSLSocket)
            certificate
                .trustingClient()
                .getSocketFactory()
                .createSocket(to.getAddress(), to.getPort())) {
      SSLParameters names = client.getSSLParameters();
      names.setServerNames(List.of(new SNIHostName("v2.haproxy.test")));
      client.setSSLParameters(names);
      answer = ask(client, to, "another.test");
      expected = addresses(client, to);
      port = client.getLocalPort();
    }
    // HAProxy waits for the client's FIN before the session ends.
    String session = open.awaitSession("127.0.0.1:" + port + "\"");
    assertThat(answer)
        .contains(expected)
        .contains("authority=v2.haproxy.test id=" + id(session) + " end");
  }

  private static String id(String session) {
    return Pattern.compile("\"session\":\"(\\w+)\"")
        .matcher(session)
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "send-proxy, 127.0.0.1",
    "send-proxy, ::1",
    "send-proxy-v2, 127.0.0.1",
    "send-proxy-v2, ::1",
    "send-proxy-v2 proxy-v2-options crc32c, 127.0.0.1",
    "send-proxy-v2 proxy-v2-options crc32c, ::1"
  })
  void haproxyInFrontTellsTheAddressOfTheClient(String send, String ip) throws Exception {
    InetSocketAddress to = loopback(ip, Ports.free(1).getFirst());
    List<String> listen =
        List.of(ip.equals("::1") ? ":::" + to.getPort() : ip + ":" + to.getPort());
    try (Program front =
        ProxyProtocolPeers.haproxyInFront(
            Files.createTempDirectory(folder, "front"), listen, behind.port(), send)) {
      assertThatTheClientArrives(to);
      assertThat(front.lines()).noneMatch(line -> line.contains("ALERT"));
    }
  }

  @Test
  void haproxyInFrontTellsThatItHasEndedTls() throws Exception {
    InetSocketAddress to = loopback("127.0.0.1", Ports.free(1).getFirst());
    List<String> listen = List.of("127.0.0.1:" + to.getPort() + " ssl crt " + pem);
    Path front = Files.createTempDirectory(folder, "front");
    try (Program _ =
        ProxyProtocolPeers.haproxyInFront(front, listen, behind.port(), "send-proxy-v2-ssl")) {
      ProxyProtocolPeers.awaitListening(to);
      try (Socket client =
          certificate
              .trustingClient()
              .getSocketFactory()
              .createSocket(to.getAddress(), to.getPort())) {
        assertThat(ask(client, to, "https.test")).contains("proto=https");
      }
    }
    try (Socket client = new Socket()) {
      InetSocketAddress plain = loopback("127.0.0.1", open.port());
      assertThat(ask(client, plain, "https.test")).startsWith("HTTP/1.1 308 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void nginxInFrontTellsTheAddressOfTheClient(String ip) throws Exception {
    InetSocketAddress to = loopback(ip, Ports.free(1).getFirst());
    List<String> listen = List.of((ip.equals("::1") ? "[::1]" : ip) + ":" + to.getPort());
    try (Program front =
        ProxyProtocolPeers.nginxInFront(
            Files.createTempDirectory(folder, "front"), listen, behind.port())) {
      assertThatTheClientArrives(to);
      assertThat(front.lines()).noneMatch(line -> line.contains("[error]"));
    }
  }

  /// Every backend learns the client of the proxy in front, and so does the access log.
  private void assertThatTheClientArrives(InetSocketAddress to) throws Exception {
    ProxyProtocolPeers.awaitListening(to);
    for (String host : HOSTS) {
      try (Socket client = new Socket()) {
        assertThat(ask(client, to, host)).as(host).contains(addresses(client, to));
        String ip = text(client.getLocalAddress());
        String logged = (ip.equals("::1") ? "[::1]" : ip) + ":" + client.getLocalPort();
        behind.awaitSession("\"client\":\"" + logged + "\"", host, "\"completed\"");
      }
    }
  }

  @Test
  void aClientThatComesPastTheProxiesIsRefused() throws Exception {
    try (Socket client = new Socket()) {
      assertThat(ask(client, loopback("127.0.0.1", behind.port()), "v1.nginx.test")).isEmpty();
      behind.awaitSession(":" + client.getLocalPort() + "\"", "\"malformed_proxy_header\"");
    }
  }
}
