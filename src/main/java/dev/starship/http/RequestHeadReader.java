package dev.starship.http;

import dev.starship.http.HeadReading.Bad;
import dev.starship.http.HeadReading.NeedMore;
import dev.starship.http.HeadReading.Whole;
import org.jspecify.annotations.Nullable;

/// Reads the head of one request (RFC 9112 sections 2, 3, 5 and 6) as its bytes come, each byte
/// once. What it finds does not depend on how the bytes were cut. Not safe for several threads.
public final class RequestHeadReader {
  private final int maxBytes;
  private final RequestLine line;
  private final FieldLines fields;
  private @Nullable TargetForm target;
  private int read;
  private HeadReading<RequestHead> reading = new NeedMore<>();

  /// A reader of one head within `limits`.
  public RequestHeadReader(HttpLimits limits) {
    maxBytes = limits.headBytes();
    line = new RequestLine(limits);
    fields = new FieldLines(limits.fields());
  }

  /// Reads on. Once it is whole or bad the answer stays.
  ///
  /// @param bytes everything received since the head began; may be another, longer array than
  ///   before with the same beginning
  /// @param length how much of it is filled; never less than before
  public HeadReading<RequestHead> read(byte[] bytes, int length) {
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
    int taken = line.takeLine(bytes, read, runEnd);
    HttpFault fault = taken > 0 ? null : line.accept(bytes, read);
    read += Math.max(taken, 1);
    return fault == null && line.isWhole() ? targetFault() : fault;
  }

  /// Reads the whole field lines that are there, else one byte.
  private @Nullable HttpFault readFields(byte[] bytes, int runEnd) {
    int taken = fields.takeLines(bytes, read, runEnd);
    HttpFault fault = taken > 0 ? null : fields.accept(bytes, read);
    read += Math.max(taken, 1);
    return fault;
  }

  private @Nullable HttpFault targetFault() {
    target = TargetForm.parse(line.method(), line.target()).orElse(null);
    if (target != null) {
      return null;
    }
    boolean namesUser = TargetForm.namesUser(line.method(), line.target());
    return namesUser ? HttpFault.USER_INFORMATION : HttpFault.INVALID_TARGET;
  }

  private HeadReading<RequestHead> whole(byte[] bytes) {
    Fields all = fields.fields(bytes, read);
    String host = all.first("Host").orElse(null);
    Authority ofHost = host == null ? null : Authority.parse(host).orElse(null);
    HttpFault hostFault = ofHost == null || all.count("Host") > 1 ? hostFault(all, host) : null;
    HttpFault fault = hostFault != null ? hostFault : FramingRules.fault(all, line.minorVersion());
    if (fault != null) {
      return new Bad<>(fault);
    }
    Authority ofTarget = target == null ? null : target.authority();
    return new Whole<>(
        new RequestHead(
            line.method(),
            line.target(),
            line.minorVersion(),
            all,
            ofTarget == null ? ofHost : ofTarget,
            FramingRules.framing(all, new Framing.None()),
            read));
  }

  /// RFC 9112 section 3.2: exactly one valid Host, also beside an absolute target; only HTTP/1.0
  /// may go without.
  private @Nullable HttpFault hostFault(Fields all, @Nullable String host) {
    if (host == null) {
      return line.minorVersion() == 0 ? null : HttpFault.MISSING_HOST;
    }
    if (all.count("Host") > 1) {
      return HttpFault.REPEATED_HOST;
    }
    return host.indexOf('@') >= 0 ? HttpFault.USER_INFORMATION : HttpFault.INVALID_HOST;
  }
}
