package dev.starship.preread;

import dev.starship.ending.Ending;
import dev.starship.http.HeadReading;
import dev.starship.http.HttpFault;
import dev.starship.http.HttpLimits;
import dev.starship.http.RequestHead;
import dev.starship.http.RequestHeadReader;
import dev.starship.preread.Opening.Asked;
import dev.starship.preread.Opening.Http;
import dev.starship.preread.Opening.Malformed;
import dev.starship.preread.Opening.NeedMore;
import dev.starship.preread.Opening.Other;
import org.jspecify.annotations.Nullable;

/// Reads the opening of one connection as its bytes come, each byte once. What it finds does not
/// depend on how the bytes were cut. It asks for more only as long as less than
/// [PrereadLimits#maxBytes()] came. Not safe for several threads.
public final class Preread {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final String SSH = "SSH-";
  private static final NeedMore NOTHING_YET = new NeedMore(Protocol.NONE);
  private static final NeedMore MORE_OF_HTTP = new NeedMore(Protocol.HTTP);

  private final PrereadLimits limits;
  private final HttpLimits httpLimits;
  private Opening opening = NOTHING_YET;
  private @Nullable ClientHelloReader tls;
  private @Nullable RequestHeadReader http;

  /// A reader of one opening. A request head may be as long as any opening.
  public Preread(PrereadLimits limits, HttpLimits httpLimits) {
    this.limits = limits;
    this.httpLimits = httpLimits;
  }

  /// A reader of a request that follows others on its connection, which therefore can be nothing
  /// else.
  public static Preread ofNextRequest(PrereadLimits limits, HttpLimits httpLimits) {
    Preread next = new Preread(limits, httpLimits);
    next.http = next.newRequestReader();
    return next;
  }

  private RequestHeadReader newRequestReader() {
    return new RequestHeadReader(httpLimits.withHeadBytes(limits.maxBytes()));
  }

  /// Reads on. Once it is anything but [NeedMore] the answer stays.
  ///
  /// @param bytes everything received since the connection began; may be another, longer array than
  ///   before with the same beginning
  /// @param length how much of it is filled; never less than before
  public Opening read(byte[] bytes, int length) {
    if (length == 0 || !(opening instanceof NeedMore)) {
      return opening;
    }
    Opening now = readOn(bytes, length);
    if (!(now instanceof NeedMore)) {
      opening = now;
      tls = null;
      http = null;
    }
    return now;
  }

  private Opening readOn(byte[] bytes, int length) {
    if (tls != null) {
      return tls.read(bytes, length);
    }
    if (http != null) {
      return request(http, bytes, length);
    }
    int first = bytes[0] & 0xFF;
    if (first == TLS_HANDSHAKE) {
      tls = new ClientHelloReader(limits.maxBytes());
      return tls.read(bytes, length);
    }
    // What a lenient server would skip before a request (RFC 9112 section 2.2) must not lead past
    // all that is done for requests.
    boolean endsLine = first == '\r' || first == '\n';
    // An SSLv2 hello (0x80 and a third byte of 1) is Other, as is everything else.
    if (!endsLine && (first < 'A' || first > 'Z')) {
      return new Other();
    }
    int sameAsSsh = sameAsSsh(bytes, length);
    if (sameAsSsh == SSH.length()) {
      return new Other();
    }
    if (sameAsSsh == length) {
      return MORE_OF_HTTP;
    }
    http = newRequestReader();
    return request(http, bytes, length);
  }

  private static int sameAsSsh(byte[] bytes, int length) {
    int same = 0;
    while (same < Math.min(length, SSH.length()) && bytes[same] == SSH.charAt(same)) {
      same++;
    }
    return same;
  }

  private static Opening request(RequestHeadReader reader, byte[] bytes, int length) {
    return switch (reader.read(bytes, length)) {
      case HeadReading.Whole<RequestHead>(RequestHead head) -> new Http(head);
      case HeadReading.NeedMore<RequestHead>() -> MORE_OF_HTTP;
      case HeadReading.Bad<RequestHead>(HttpFault fault) ->
          new Malformed(
              Protocol.HTTP, ending(fault), fault.status(), fault.why(), asked(reader, bytes));
    };
  }

  private static Asked asked(RequestHeadReader reader, byte[] bytes) {
    return new Asked(reader.method(), reader.fields(bytes).joined("Accept").orElse(null));
  }

  private static Ending ending(HttpFault fault) {
    return switch (fault.status()) {
      case 414 -> Ending.TARGET_TOO_LONG;
      case 431 -> Ending.OPENING_TOO_LONG;
      case 501, 505 -> Ending.UNSUPPORTED_REQUEST;
      default -> Ending.MALFORMED_OPENING;
    };
  }
}
