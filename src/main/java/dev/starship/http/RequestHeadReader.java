package dev.starship.http;

import dev.starship.http.HeadReading.Bad;
import dev.starship.http.HeadReading.Whole;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the head of one request (RFC 9112 sections 2, 3, 5 and 6) as its bytes come, each byte
/// once. What it finds does not depend on how the bytes were cut. Not safe for several threads.
public final class RequestHeadReader extends HeadReader<RequestHead> {
  private final RequestLine line;
  private @Nullable Authority authorityOfTarget;
  private String originTarget = "";

  /// A reader of one head within `limits`.
  public RequestHeadReader(HttpLimits limits) {
    super(limits, false);
    line = new RequestLine(limits);
  }

  /// The method, as soon as it was read; null before.
  public @Nullable String method() {
    return line.method().isEmpty() ? null : line.method();
  }

  @Override
  boolean isLineWhole() {
    return line.isWhole();
  }

  @Override
  int takeLine(byte[] bytes, int at, int to) {
    return line.takeLine(bytes, at, to);
  }

  @Override
  @Nullable HttpFault acceptOfLine(byte[] bytes, int at) {
    return line.accept(bytes, at);
  }

  @Override
  @Nullable HttpFault lineFault() {
    Optional<TargetForm> target = TargetForm.parse(line.method(), line.target());
    if (target.isPresent()) {
      authorityOfTarget = target.get().authority();
      originTarget = target.get().origin();
      return null;
    }
    boolean namesUser = TargetForm.namesUser(line.method(), line.target());
    return namesUser ? HttpFault.USER_INFORMATION : HttpFault.INVALID_TARGET;
  }

  @Override
  HeadReading<RequestHead> whole(Fields all, int length) {
    String host = all.first("Host").orElse(null);
    Authority authorityOfHost = host == null ? null : Authority.parse(host).orElse(null);
    HttpFault hostFault = hostFault(host, authorityOfHost, all.count("Host"));
    HttpFault fault =
        hostFault != null ? hostFault : FramingRules.fault(all, false, line.minorVersion(), limits);
    if (fault != null) {
      return new Bad<>(fault);
    }
    return new Whole<>(
        new RequestHead(
            line.method(),
            line.target(),
            originTarget,
            line.minorVersion(),
            all,
            authorityOfTarget != null ? authorityOfTarget : authorityOfHost,
            FramingRules.framing(all, new Framing.None()),
            length));
  }

  /// RFC 9112 section 3.2: exactly one valid Host, also beside an absolute target; only HTTP/1.0
  /// may go without.
  private @Nullable HttpFault hostFault(
      @Nullable String host, @Nullable Authority authority, int lines) {
    if (host == null) {
      return line.minorVersion() == 0 ? null : HttpFault.MISSING_HOST;
    }
    if (lines > 1) {
      return HttpFault.REPEATED_HOST;
    }
    if (authority != null) {
      return null;
    }
    return host.indexOf('@') >= 0 ? HttpFault.USER_INFORMATION : HttpFault.INVALID_HOST;
  }
}
