package dev.starship.http;

import dev.starship.http.HeadReading.Bad;
import dev.starship.http.HeadReading.Whole;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the head of one response (RFC 9112 sections 2, 4, 5 and 6) as its bytes come, each byte
/// once. What it finds does not depend on how the bytes were cut. After an interim response a new
/// reader reads the next. Not safe for several threads.
public final class ResponseHeadReader extends HeadReader<ResponseHead> {
  private final RequestHead request;
  private final StatusLine line = new StatusLine();

  /// A reader, within `limits`, of one head that answers `request`.
  public ResponseHeadReader(HttpLimits limits, RequestHead request) {
    super(limits, true);
    this.request = request;
  }

  @Override
  boolean isLineWhole() {
    return line.isWhole();
  }

  @Override
  int takeLine(byte[] bytes, int at, int to) {
    return at == 0 ? line.takeLine(bytes, to) : 0;
  }

  @Override
  @Nullable HttpFault acceptOfLine(byte[] bytes, int at) {
    return line.accept(bytes, at);
  }

  @Override
  @Nullable HttpFault lineFault() {
    return null;
  }

  @Override
  HeadReading<ResponseHead> whole(Fields all, int length) {
    HttpFault fault = fault(all);
    if (fault == HttpFault.REPEATED_CONTENT_LENGTH) {
      // The same length once more is that length (RFC 9112 section 6.3), if it is one.
      Optional<Fields> once = all.withOne("Content-Length");
      if (once.isPresent()) {
        return whole(once.get(), length);
      }
    }
    if (fault != null) {
      return new Bad<>(fault);
    }
    return new Whole<>(
        new ResponseHead(
            line.status(), line.reason(), line.minorVersion(), all, framing(all), length));
  }

  private @Nullable HttpFault fault(Fields all) {
    if (line.status() == 101 && !switchesToWebSocket(all)) {
      return HttpFault.UNASKED_SWITCH;
    }
    // A client of HTTP/1.0 cannot read chunks, so its backend must not send any.
    int minorVersion = Math.min(line.minorVersion(), request.minorVersion());
    return FramingRules.fault(all, true, minorVersion, limits);
  }

  private boolean switchesToWebSocket(Fields all) {
    return request.asksForWebSocket() && all.isOnly("Upgrade", "websocket");
  }

  private Framing framing(Fields all) {
    int status = line.status();
    boolean bodiless =
        request.method().equals("HEAD") || status < 200 || status == 204 || status == 304;
    return bodiless ? new Framing.None() : FramingRules.framing(all, new Framing.UntilClose());
  }
}
