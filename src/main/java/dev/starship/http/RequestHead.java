package dev.starship.http;

import dev.starship.address.Host;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The head of one request, as [RequestHeadReader] found it valid. Immutable, any thread.
///
/// @param method the method, case-sensitive
/// @param target the target as it was received
/// @param originTarget the target as an origin server is asked for it (RFC 9112 section 3.2.1): an
///   absolute target without its scheme and authority
/// @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
/// @param fields the fields
/// @param authority whom it is for: of an absolute target or, before that, of CONNECT, else of
///   Host; null in HTTP/1.0 without Host
/// @param framing where its body ends; never until close
/// @param length bytes the head fills, its empty line counted
public record RequestHead(
    String method,
    String target,
    String originTarget,
    int minorVersion,
    Fields fields,
    @Nullable Authority authority,
    Framing framing,
    int length) {
  /// The field that counts hops.
  static final String MAX_FORWARDS = "Max-Forwards";

  private static final List<String> HTTPS = List.of("https", "wss");

  /// More hops than these nine digits say are as good as no limit.
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

  /// The host it is for; empty if it names none, or an IP literal.
  public Optional<Host> host() {
    return authority == null ? Optional.empty() : authority.host();
  }

  /// The authority that stands in the target, which replaces Host; null if there is none.
  @Nullable Authority authorityOfTarget() {
    return target.equals(originTarget) ? null : authority;
  }

  /// Whether it asks for a tunnel (RFC 9110 section 9.3.6), which a reverse proxy does not make.
  public boolean isConnect() {
    return method.equals("CONNECT");
  }

  /// How many more hops may pass it on, itself counted by the next one (RFC 9110 section 7.6.2);
  /// empty where it does not say, or its method is none that counts them.
  OptionalInt hopsLeft() {
    boolean counts = method.equals("OPTIONS") || method.equals("TRACE");
    return counts && fields.count(MAX_FORWARDS) == 1
        ? fields
            .first(MAX_FORWARDS)
            .filter(value -> DIGITS.matcher(value).matches())
            .map(value -> OptionalInt.of(Integer.parseInt(value)))
            .orElse(OptionalInt.empty())
        : OptionalInt.empty();
  }

  /// Whether no hop may pass it on any more, so that whoever has it is whom it asks.
  public boolean endsHere() {
    return hopsLeft().equals(OptionalInt.of(0));
  }

  /// Whether it asks to go on as a WebSocket (RFC 6455 section 4.1) and as nothing else: GET in
  /// HTTP/1.1, without body, with `Upgrade: websocket` named by Connection. Other upgrades are not
  /// passed on, HTTP/2 without TLS above all.
  public boolean asksForWebSocket() {
    return minorVersion == 1
        && method.equals("GET")
        && hasNoBody()
        && fields.isOnly("Upgrade", "websocket")
        && fields.lists("Connection", "upgrade");
  }

  /// Whether its client takes trailers (RFC 9110 section 10.1.4), which are passed on to it.
  boolean takesTrailers() {
    return minorVersion == 1 && fields.lists("TE", "trailers") && fields.lists("Connection", "TE");
  }

  private boolean hasNoBody() {
    return switch (framing) {
      case Framing.None() -> true;
      case Framing.Length(long bytes) -> bytes == 0;
      case Framing.Chunked(), Framing.UntilClose() -> false;
    };
  }

  /// Whether the client takes another answer on its connection (RFC 9112 section 9.3).
  public boolean keepsAlive() {
    return persists(fields, minorVersion);
  }

  static boolean persists(Fields fields, int minorVersion) {
    if (!fields.has("Connection")) {
      return minorVersion > 0;
    }
    return !fields.lists("Connection", "close")
        && (minorVersion > 0 || fields.lists("Connection", "keep-alive"));
  }

  /// Whether it may be sent once more if nobody knows what became of it (RFC 9110 section 9.2.2).
  public boolean isIdempotent() {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /// Whether it is for `https`, which the clear text it came in contradicts.
  public boolean isForHttps() {
    return target.regionMatches(true, 0, "https://", 0, 8);
  }

  /// Whether it says that its client uses `https`, or `wss`, which some proxies write for a
  /// WebSocket: in `X-Forwarded-Proto`, or without that in `Forwarded` (RFC 7239 section 5.4). Of
  /// several, the first is the client's. Anybody can say so.
  public boolean saysHttps() {
    List<String> protocols = fields.list("X-Forwarded-Proto");
    if (!protocols.isEmpty()) {
      return Syntax.isAmong(HTTPS, protocols.getFirst());
    }
    List<String> proxies = fields.list("Forwarded");
    return !proxies.isEmpty() && Syntax.isAmong(HTTPS, ForwardedElement.proto(proxies.getFirst()));
  }

  /// Whether it proves who sends it in a way that holds for the connection from then on (RFC 4559
  /// section 6).
  public boolean authenticatesConnection() {
    return ConnectionAuthentication.isNamedIn(fields, "Authorization")
        || ConnectionAuthentication.isNamedIn(fields, "Proxy-Authorization");
  }

  /// Whether it came through the hop that calls itself `pseudonym` in `Via` (RFC 9110 section
  /// 7.6.3).
  public boolean cameThrough(String pseudonym) {
    // Only a member that is worth looking for is: anybody can send thousands of them.
    return fields.has("Via")
        && fields.joined("Via").filter(all -> all.contains(pseudonym)).isPresent()
        && Via.names(fields.list("Via"), pseudonym);
  }

  /// What the client calls it: `X-Request-Id`, if there is one such field of at most `maxChars`
  /// letters, digits and `-._~+/=:`.
  public Optional<String> requestId(int maxChars) {
    return fields.count("X-Request-Id") == 1
        ? fields.first("X-Request-Id").filter(id -> isRequestId(id, maxChars))
        : Optional.empty();
  }

  private static boolean isRequestId(String id, int maxChars) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c >= 0x80 || !Character.isLetterOrDigit(c) && "-._~+/=:".indexOf(c) < 0) {
        return false;
      }
    }
    return !id.isEmpty() && id.length() <= maxChars;
  }

  /// Appends the head as a backend gets it: the target in origin form, Host replaced by the
  /// authority of an absolute target, fields of the client's connection removed, and what `hop`
  /// adds. The version stays. An upgrade passes only if it asks for a WebSocket.
  public void writeTo(Outgoing out, Hop hop) {
    HeadWriter.write(this, hop, out);
  }
}
