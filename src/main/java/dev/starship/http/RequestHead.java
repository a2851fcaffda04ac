package dev.starship.http;

import dev.starship.address.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The head of one request, as [RequestHeadReader] found it valid. Immutable, any thread.
///
/// @param method the method, case-sensitive
/// @param target the target as it was received
/// @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
/// @param fields the fields
/// @param authority whom it is for: of an absolute target or, before that, of CONNECT, else of
///   Host; null in HTTP/1.0 without Host
/// @param framing where its body ends; never until close
/// @param length bytes the head fills, its empty line counted
public record RequestHead(
    String method,
    String target,
    int minorVersion,
    Fields fields,
    @Nullable Authority authority,
    Framing framing,
    int length) {

  /// The host it is for; empty if it names none, or an IP literal.
  public Optional<Host> host() {
    return authority == null ? Optional.empty() : authority.host();
  }

  /// The target as an origin server is asked for it (RFC 9112 section 3.2.1): an absolute target
  /// without its scheme and authority.
  public String originTarget() {
    return TargetForm.parse(method, target).orElseThrow().origin();
  }

  /// Whether it asks for a tunnel (RFC 9110 section 9.3.6), which a reverse proxy does not make.
  public boolean isConnect() {
    return method.equals("CONNECT");
  }

  /// Whether it asks to go on as a WebSocket (RFC 6455 section 4.1) and as nothing else: GET in
  /// HTTP/1.1, without body, with `Upgrade: websocket` named by Connection. Other upgrades are not
  /// passed on, HTTP/2 without TLS above all.
  public boolean asksForWebSocket() {
    return minorVersion == 1
        && method.equals("GET")
        && framing instanceof Framing.None
        && fields.count("Upgrade") == 1
        && fields.first("Upgrade").orElseThrow().equalsIgnoreCase("websocket")
        && fields.lists("Connection", "upgrade");
  }

  /// Whether the client waits for 100 (Continue) before it sends the body (RFC 9110 section
  /// 10.1.1).
  public boolean expectsContinue() {
    return minorVersion == 1 && fields.lists("Expect", "100-continue");
  }

  /// The head as it is sent to a backend for this one exchange: the target in origin form, Host
  /// replaced by the authority of an absolute target, fields that belong to the client's connection
  /// removed (RFC 9110 section 7.6.1), and `Connection: close`, or the upgrade to a WebSocket if it
  /// asks for one. The version stays.
  public byte[] forOneExchange() {
    return ExchangeHead.of(this);
  }
}
