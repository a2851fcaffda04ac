package dev.starship.proxy;

import dev.starship.preread.Opening;
import dev.starship.proxyprotocol.HeaderReader;
import dev.starship.proxyprotocol.HeaderReading;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import dev.starship.proxyprotocol.ProxyProtocolLimits;
import dev.starship.routing.ProxyVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// PROXY headers of sessions: what a proxy in front says of a client, and what a backend is told.
/// Any thread.
final class ProxyHeaders {
  private static final byte[] NOTHING = new byte[0];

  private final HeaderReader reader = new HeaderReader(ProxyProtocolLimits.DEFAULT);
  private final Node node;

  /// @param node this process
  ProxyHeaders(Node node) {
    this.node = node;
  }

  HeaderReading read(Held held) {
    return reader.read(held.bytes(), held.length());
  }

  /// Whether the connection has been here before.
  boolean isLoop(ProxyHeader header) {
    return header.tlvs().nodes().contains(node.id());
  }

  /// What a backend gets before the first bytes.
  ///
  /// @param client the connection that came from the client or the proxy in front
  byte[] before(
      ProxyVersion version, SessionAccount account, @Nullable Opening opening, Connection client) {
    return switch (version) {
      case NONE -> NOTHING;
      case V1 -> HeaderWriter.version1(addresses(account, client));
      case V2 ->
          HeaderWriter.version2(
              new ProxyHeader(addresses(account, client), tlvs(account, opening)));
    };
  }

  private static Addresses addresses(SessionAccount account, Connection client) {
    Addresses told = account.toldAddresses();
    return told != null ? told : new Addresses(account.client(), client.localAddress());
  }

  private Tlvs tlvs(SessionAccount account, @Nullable Opening opening) {
    ProxyHeader front = account.proxyHeader();
    List<Long> nodes = new ArrayList<>(front == null ? List.of() : front.tlvs().nodes());
    nodes.add(node.id());
    return new Tlvs(alpn(opening), account.host(), account.session(), nodes, account.cameOverTls());
  }

  /// What is certainly spoken inside: which of several protocols the backend will choose is not
  /// known yet.
  private static @Nullable String alpn(@Nullable Opening opening) {
    return switch (opening) {
      case Opening.Tls tls when tls.alpn().size() == 1 -> tls.alpn().getFirst();
      case Opening.Http _ -> "http/1.1";
      case null, default -> null;
    };
  }
}
