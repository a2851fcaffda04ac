package dev.starship.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.http.HeadReading;
import dev.starship.http.HttpLimits;
import dev.starship.http.RequestHead;
import dev.starship.http.RequestHeadReader;
import dev.starship.http.ResponseHead;
import dev.starship.http.ResponseHeadReader;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.routing.ProxyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks a backend over the network. The connection is closed when the timeout has passed, so that
/// a backend which answers a byte at a time holds nobody up.
final class NetworkCheck implements Check {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkCheck.class);
  private static final byte[] NOTHING = new byte[0];
  private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

  private final CheckSettings settings;
  private final Supplier<Socket> sockets;
  private final @Nullable AnyCertificate tls;
  private final byte[] request;

  /// What the request reads as, which decides how its answer is read.
  private final RequestHead asked;

  NetworkCheck(CheckSettings settings) {
    this(settings, Socket::new);
  }

  NetworkCheck(CheckSettings settings, Supplier<Socket> sockets) {
    this.settings = settings;
    this.sockets = sockets;
    this.tls = CheckSettings.asksForHost(settings.tls()) ? new AnyCertificate() : null;
    this.request =
        ("GET "
                + settings.path()
                + " HTTP/1.1\r\nHost: "
                + settings.host()
                + "\r\nUser-Agent: starship-check\r\nConnection: close\r\n\r\n")
            .getBytes(ISO_8859_1);
    this.asked = head(request);
  }

  @Override
  public CheckResult of(Address backend, Use use) {
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    try (Socket socket = sockets.get()) {
      var _ =
          late.completeOnTimeout(true, settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
              .thenAccept(isLate -> closeIf(isLate, socket));
      CheckResult result = ask(socket, backend, use);
      return late.complete(false) ? result : CheckResult.TIMED_OUT;
    } catch (IOException _) {
      return late.complete(false) ? CheckResult.BROKEN : CheckResult.TIMED_OUT;
    } finally {
      late.complete(false);
    }
  }

  private static void closeIf(boolean isLate, Socket socket) {
    if (isLate) {
      try {
        socket.close();
      } catch (IOException failed) {
        LOG.debug("A socket could not be closed in order", failed);
      }
    }
  }

  private CheckResult ask(Socket socket, Address backend, Use use) throws IOException {
    try {
      // The first call that needs a descriptor.
      socket.setTcpNoDelay(true);
    } catch (SocketException _) {
      return CheckResult.NO_SOCKET;
    }
    try {
      InetAddress ip = InetAddress.getByAddress(backend.ip().bytes());
      socket.connect(new InetSocketAddress(ip, backend.port()));
    } catch (BindException _) {
      // The JDK's word for EADDRNOTAVAIL, no local port, and for EACCES, a prohibit route.
      return backend.ip().isV4() || hasIpv6() ? CheckResult.NO_SOCKET : CheckResult.UNREACHABLE;
    } catch (IOException _) {
      return CheckResult.UNREACHABLE;
    }
    socket.getOutputStream().write(use.mixed() ? NOTHING : header(use.header()));
    Host host = settings.host();
    return switch (settings.kind(use)) {
      case NONE, TCP -> CheckResult.PASSED;
      case HANDSHAKE ->
          handshake(socket, host) == null ? CheckResult.HANDSHAKE_FAILED : CheckResult.PASSED;
      case GET -> get(use.http() ? socket : handshake(socket, host, "http/1.1"));
    };
  }

  /// Where IPv6 is switched off, a connect fails as if the local ports were used up; only there is
  /// no address to bind either.
  private static boolean hasIpv6() {
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return true;
    } catch (BindException _) {
      return false;
    } catch (IOException _) {
      // Something else is short here, which says nothing against the backend.
      return true;
    }
  }

  /// The header of a sender that speaks for itself.
  private static byte[] header(ProxyVersion version) {
    return switch (version) {
      case NONE -> NOTHING;
      case V1 -> HeaderWriter.version1(null);
      case V2 -> HeaderWriter.version2(ProxyHeader.LOCAL);
    };
  }

  /// The TLS connection; null if the handshake failed.
  private @Nullable Socket handshake(Socket socket, @Nullable Host host, String... protocols)
      throws IOException {
    if (tls == null || host == null) {
      throw new IllegalStateException("a handshake that nobody has set");
    }
    try {
      return tls.handshake(socket, host, protocols);
    } catch (SSLException _) {
      return null;
    }
  }

  private CheckResult get(@Nullable Socket connection) throws IOException {
    if (connection == null) {
      return CheckResult.HANDSHAKE_FAILED;
    }
    connection.getOutputStream().write(request);
    connection.getOutputStream().flush();
    int status = finalStatus(connection.getInputStream());
    if (status == 0) {
      return CheckResult.BROKEN;
    }
    return settings.status().contains(status) ? CheckResult.PASSED : CheckResult.UNEXPECTED_STATUS;
  }

  /// The status of the answer, interim ones passed over; 0 if it is not HTTP or ends too early.
  private int finalStatus(InputStream in) throws IOException {
    byte[] bytes = new byte[LIMITS.headBytes()];
    int length = 0;
    ResponseHeadReader reader = new ResponseHeadReader(LIMITS, asked);
    while (true) {
      switch (reader.read(bytes, length)) {
        case HeadReading.NeedMore<ResponseHead> _ -> {
          int count = in.read(bytes, length, bytes.length - length);
          if (count <= 0) {
            return 0;
          }
          length += count;
        }
        case HeadReading.Bad<ResponseHead> _ -> {
          return 0;
        }
        case HeadReading.Whole<ResponseHead>(ResponseHead head) -> {
          if (!head.isInterim()) {
            return head.status();
          }
          bytes = Arrays.copyOfRange(bytes, head.length(), head.length() + bytes.length);
          length -= head.length();
          reader = new ResponseHeadReader(LIMITS, asked);
        }
      }
    }
  }

  private static RequestHead head(byte[] request) {
    return switch (new RequestHeadReader(LIMITS).read(request, request.length)) {
      case HeadReading.Whole<RequestHead>(RequestHead head) -> head;
      case HeadReading.NeedMore<RequestHead> _, HeadReading.Bad<RequestHead> _ ->
          throw new IllegalStateException("the request of checks is none");
    };
  }
}
