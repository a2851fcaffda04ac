package dev.starship.http;

import dev.starship.http.HeadReading.Bad;
import dev.starship.http.HeadReading.NeedMore;
import dev.starship.http.HeadReading.Whole;
import org.jspecify.annotations.Nullable;

/// Reads the head of one response (RFC 9112 sections 2, 4, 5 and 6) as its bytes come, each byte
/// once. What it finds does not depend on how the bytes were cut. After an interim response a new
/// reader reads the next. Not safe for several threads.
public final class ResponseHeadReader {
  private final int maxBytes;
  private final RequestHead request;
  private final StatusLine line = new StatusLine();
  private final FieldLines fields;
  private int read;
  private HeadReading<ResponseHead> reading = new NeedMore<>();

  /// A reader, within `limits`, of one head that answers `request`.
  public ResponseHeadReader(HttpLimits limits, RequestHead request) {
    maxBytes = limits.headBytes();
    this.request = request;
    fields = new FieldLines(limits.fields());
  }

  /// Reads on. Once it is whole or bad the answer stays.
  ///
  /// @param bytes everything received since the head began; may be another, longer array than
  ///   before with the same beginning
  /// @param length how much of it is filled; never less than before
  public HeadReading<ResponseHead> read(byte[] bytes, int length) {
    // The last byte that fits is taken alone, so that the limit is noticed.
    int runEnd = Math.min(length, maxBytes - 1);
    while (read < length && reading instanceof NeedMore) {
      HttpFault fault = line.isWhole() ? readFields(bytes, runEnd) : readLine(bytes, runEnd);
      if (fault != null) {
        reading = new Bad<>(fault);
      } else if (fields.isWhole()) {
        reading = whole(bytes);
      } else if (read == maxBytes) {
        reading = new Bad<>(HttpFault.HEAD_TOO_LONG);
      }
    }
    return reading;
  }

  /// Reads the whole line if it is there, else one byte.
  private @Nullable HttpFault readLine(byte[] bytes, int runEnd) {
    int taken = read == 0 ? line.takeLine(bytes, runEnd) : 0;
    HttpFault fault = taken > 0 ? null : line.accept(bytes, read);
    read += Math.max(taken, 1);
    return fault;
  }

  /// Reads the whole field lines that are there, else one byte.
  private @Nullable HttpFault readFields(byte[] bytes, int runEnd) {
    int taken = fields.takeLines(bytes, read, runEnd);
    HttpFault fault = taken > 0 ? null : fields.accept(bytes, read);
    read += Math.max(taken, 1);
    return fault;
  }

  private HeadReading<ResponseHead> whole(byte[] bytes) {
    Fields all = fields.fields(bytes, read);
    HttpFault fault = fault(all);
    if (fault != null) {
      return new Bad<>(fault);
    }
    return new Whole<>(
        new ResponseHead(
            line.status(), line.reason(), line.minorVersion(), all, framing(all), read));
  }

  private @Nullable HttpFault fault(Fields all) {
    if (line.status() == 101 && !switchesToWebSocket(all)) {
      return HttpFault.UNASKED_SWITCH;
    }
    // A client of HTTP/1.0 cannot read chunks, so its backend must not send any.
    return FramingRules.fault(all, Math.min(line.minorVersion(), request.minorVersion()));
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
