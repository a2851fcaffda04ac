package dev.starship.http;

import dev.starship.http.HeadReading.Bad;
import dev.starship.http.HeadReading.NeedMore;
import dev.starship.http.HeadReading.Whole;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the head of one request (RFC 9112 sections 2, 3, 5 and 6) as its bytes come, each byte
/// once. What it finds does not depend on how the bytes were cut. Not safe for several threads.
public final class RequestHeadReader {
  private final int maxBytes;
  private final RequestLine line;
  private final FieldLines fields;
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
      if (line.isWhole()) {
        read += fields.run(bytes, read, runEnd);
        if (read == length) {
          break;
        }
      }
      HttpFault fault = accept(bytes, read++);
      if (fault != null) {
        reading = new Bad<>(fault);
      } else if (fields.isWhole()) {
        reading = whole();
      } else if (read == maxBytes) {
        reading = new Bad<>(HttpFault.HEAD_TOO_LONG);
      }
    }
    return reading;
  }

  private @Nullable HttpFault accept(byte[] bytes, int at) {
    if (line.isWhole()) {
      return fields.accept(bytes, at);
    }
    HttpFault fault = line.accept(bytes, at);
    return fault == null && line.isWhole() ? targetFault() : fault;
  }

  private @Nullable HttpFault targetFault() {
    if (TargetForm.parse(line.method(), line.target()).isPresent()) {
      return null;
    }
    boolean namesUser = TargetForm.namesUser(line.method(), line.target());
    return namesUser ? HttpFault.USER_INFORMATION : HttpFault.INVALID_TARGET;
  }

  private HeadReading<RequestHead> whole() {
    Fields all = fields.fields();
    HttpFault hostFault = hostFault(all);
    HttpFault fault = hostFault != null ? hostFault : FramingRules.fault(all, line.minorVersion());
    if (fault != null) {
      return new Bad<>(fault);
    }
    TargetForm target = TargetForm.parse(line.method(), line.target()).orElseThrow();
    Authority ofTarget = target.authority();
    Authority authority =
        ofTarget != null ? ofTarget : all.first("Host").flatMap(Authority::parse).orElse(null);
    Framing framing = FramingRules.framing(all, new Framing.None());
    return new Whole<>(
        new RequestHead(
            line.method(), line.target(), line.minorVersion(), all, authority, framing, read));
  }

  /// RFC 9112 section 3.2: exactly one valid Host, also beside an absolute target; only HTTP/1.0
  /// may go without.
  private @Nullable HttpFault hostFault(Fields all) {
    Optional<String> host = all.first("Host");
    if (host.isEmpty()) {
      return line.minorVersion() == 0 ? null : HttpFault.MISSING_HOST;
    }
    if (all.count("Host") > 1) {
      return HttpFault.REPEATED_HOST;
    }
    if (Authority.parse(host.get()).isPresent()) {
      return null;
    }
    return host.get().indexOf('@') >= 0 ? HttpFault.USER_INFORMATION : HttpFault.INVALID_HOST;
  }
}
