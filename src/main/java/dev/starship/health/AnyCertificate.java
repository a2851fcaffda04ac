package dev.starship.health;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.starship.address.Host;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS with a server whose certificate is not judged: whether it suits a host is the business of
/// that host's clients, and nothing secret is ever sent.
final class AnyCertificate extends X509ExtendedTrustManager {
  private final SSLSocketFactory sockets;

  AnyCertificate() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      sockets = context.getSocketFactory();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  /// `host` as a client asks for it. The JDK's own type for that refuses names with `_`, and labels
  /// that begin or end with a hyphen.
  private static final class HostName extends SNIServerName {
    HostName(Host host) {
      super(StandardConstants.SNI_HOST_NAME, host.name().getBytes(US_ASCII));
    }
  }

  /// Completes a handshake that asks for `host` over a connection. Who closes that closes this.
  ///
  /// @param protocols what is to be spoken over it (ALPN, RFC 7301); empty if that is left open
  SSLSocket handshake(Socket connection, Host host, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket) sockets.createSocket(connection, host.name(), connection.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new HostName(host)));
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
