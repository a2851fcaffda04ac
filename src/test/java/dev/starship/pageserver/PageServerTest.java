package dev.starship.pageserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.refusal.Pages;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PageServerTest {
  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void answersAJavaClientOverEachVersionOfTls(String version) throws Exception {
    PageCertificate certificate = PageCertificate.selfSigned(Instant.now());
    PageServer server = start(certificate, Pages.builtIn());
    try (SSLSocket socket = connect(server, certificate, version)) {
      String answer =
          ask(socket, "GET / HTTP/1.1\r\nHost: shop.example\r\nAccept: text/html\r\n\r\n");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(answer)
          .startsWith("HTTP/1.1 495 ")
          .containsIgnoringCase("\r\nConnection: close\r\n")
          .contains(
              "\r\nCache-Control: no-store\r\n", "<dd>shop.example</dd>", "<dd>unknown_host</dd>");
    }
  }

  @Test
  void answersCurl() throws Exception {
    PageServer server = start(PageCertificate.selfSigned(Instant.now()), Pages.builtIn());
    String port = Integer.toString(server.address().port());
    assertThat(curl("--resolve", "a.com:" + port + ":127.0.0.1", "https://a.com:" + port + "/x?y"))
        .contains(
            "495 There is no secure site here yet", "host: a.com:" + port, "reason: unknown_host");
    assertThat(
            curl(
                "-X",
                "POST",
                "-d",
                "x=1",
                "-H",
                "Accept: application/json",
                "https://127.0.0.1:" + port + "/"))
        .startsWith("{\"type\":\"about:blank\"")
        .contains("\"status\":495", "\"reason\":\"unknown_host\"");
    assertThat(curl("-I", "https://127.0.0.1:" + port + "/"))
        .startsWith("HTTP/1.1 495")
        .contains("Content-Length: ");
  }

  @Test
  void showsTheCertificateFromTheFiles() throws Exception {
    KeyPair pair = Pem.pair("RSA", 2048);
    Path chain = Pem.certificate(folder.resolve("chain.pem"), pair, "SHA256withRSA");
    PageCertificate certificate =
        PageCertificate.load(chain, Pem.traditional(folder.resolve("key.pem"), pair));
    PageServer server = start(certificate, Pages.builtIn());
    try (SSLSocket socket = connect(server, certificate, "TLSv1.3")) {
      socket.startHandshake();
      Certificate[] shown = socket.getSession().getPeerCertificates();
      assertThat(shown).containsExactly(certificate.chain().getFirst());
    }
  }

  @Test
  void showsTheCustomPageWithTheHostEscaped() throws Exception {
    PageCertificate certificate = PageCertificate.selfSigned(Instant.now());
    PageServer server = start(certificate, Pages.withCustom(Map.of(495, "[{host}|{status}]")));
    try (SSLSocket socket = connect(server, certificate, "TLSv1.3")) {
      assertThat(ask(socket, "GET / HTTP/1.1\r\nHost: <b>\"\r\nAccept: text/html\r\n\r\n"))
          .endsWith("\r\n\r\n[&lt;b&gt;&quot;|495]");
    }
  }

  /// A close with unread bytes would reset what was sent.
  @Test
  void answersAClientThatSendsMuchBeforeItReads() throws Exception {
    PageServer server = start(PageCertificate.selfSigned(Instant.now()), Pages.builtIn());
    Path body = folder.resolve("body");
    Files.write(body, new byte[200_000]);
    assertThat(
            curl(
                "-H",
                "Accept: application/json",
                "--data-binary",
                "@" + body,
                "https://127.0.0.1:" + server.address().port() + "/"))
        .startsWith("{\"type\":\"about:blank\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /?family=A|B HTTP/1.1\r\nHost: a.com\r\n\r\n",
        "GET /100% HTTP/1.1\r\nHost: a.com\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a.com\r\n\r\n",
        "GET https://a.com HTTP/1.1\r\nHost: a.com\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void answersWhateverIsAsked(String request) throws Exception {
    PageCertificate certificate = PageCertificate.selfSigned(Instant.now());
    PageServer server = start(certificate, Pages.builtIn());
    try (SSLSocket socket = connect(server, certificate, "TLSv1.3")) {
      assertThat(ask(socket, request)).startsWith("HTTP/1.1 495 ").contains("unknown_host");
    }
  }

  /// They are hosts all the same.
  @ParameterizedTest
  @ValueSource(strings = {"my_app.example", "a-.example", "-a.example", "a.com."})
  void answersClientsThatAskForNamesWhichTheJdkRefuses(String name) throws Exception {
    PageServer server = start(PageCertificate.selfSigned(Instant.now()), Pages.builtIn());
    String address = "127.0.0.1:" + server.address().port();
    Process openssl =
        new ProcessBuilder(
                "openssl", "s_client", "-quiet", "-connect", address, "-servername", name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream out = openssl.getOutputStream()) {
      out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      out.flush();
      assertThat(new String(openssl.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 495 ");
    } finally {
      openssl.destroy();
    }
  }

  @Test
  void closesConnectionsThatAreTooManyAndThoseThatTakeTooLong() throws Exception {
    PageServerLimits usual = PageServerLimits.DEFAULT;
    PageServerLimits few =
        new PageServerLimits(
            2,
            Duration.ofMillis(200),
            usual.responseTimeout(),
            usual.lingerTimeout(),
            usual.lingerBytes());
    PageServer server =
        PageServer.start(
            PageCertificate.selfSigned(Instant.now()),
            Pages.builtIn(),
            InstantSource.system(),
            few);
    open.add(server);
    for (int i = 0; i < 3; i++) {
      Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.address().port());
      open.add(silent);
    }
    Eventually.counts("connections that are too many", 1, server::refused);
    Eventually.counts("connections that took too long", 2, server::late);
    for (AutoCloseable each : open.subList(1, 4)) {
      assertThat(((Socket) each).getInputStream().read()).isNegative();
    }
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    PageServer server = start(PageCertificate.selfSigned(Instant.now()), Pages.builtIn());
    assertThat(server.address().ip()).hasToString("127.0.0.1");
    assertThat(server.address().port()).isPositive();
  }

  @Test
  void clientsThatNeverFinishTheirHandshakeKeepNobodyWaiting() throws Exception {
    PageCertificate certificate = PageCertificate.selfSigned(Instant.now());
    PageServer server = start(certificate, Pages.builtIn());
    for (int i = 0; i < 100; i++) {
      Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.address().port());
      open.add(slow);
      slow.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
    }
    try (SSLSocket socket = connect(server, certificate, "TLSv1.3")) {
      assertThat(ask(socket, "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n")).startsWith("HTTP/1.1 495 ");
    }
  }

  private PageServer start(PageCertificate certificate, Pages pages) throws IOException {
    PageServer server = PageServer.start(certificate, pages, InstantSource.system());
    open.add(server);
    return server;
  }

  /// Connects as a client that trusts nothing but `certificate`.
  private static SSLSocket connect(PageServer server, PageCertificate certificate, String version)
      throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    X509Certificate root = certificate.chain().getFirst();
    trusted.setCertificateEntry("page", root);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setServerNames(List.of(new SNIHostName("shop.example")));
    socket.setSSLParameters(parameters);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.address().port()));
    return socket;
  }

  /// Sends a request and reads until the server closes.
  private static String ask(SSLSocket socket, String request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(UTF_8));
    out.flush();
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static String curl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-q", "-s", "-k", "--noproxy", "*", "--max-time", "20"));
    command.addAll(List.of(arguments));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor()).as(output).isZero();
    return output;
  }
}
