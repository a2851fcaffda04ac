package dev.starship.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a body ends, as the fields say (RFC 9112 section 6.3), and every contradiction that makes
/// the answer ambiguous.
final class FramingRules {
  private static final String CONTENT_LENGTH = "Content-Length";
  private static final String TRANSFER_ENCODING = "Transfer-Encoding";
  private static final String CHUNKED = "chunked";
  private static final int MAX_LENGTH_DIGITS = 18;

  private FramingRules() {}

  /// What makes the framing ambiguous; null if it is clear.
  ///
  /// @param response whether it is a response's: there Connection may name Transfer-Encoding, as
  ///   some servers have it. It is of one connection by nature, and is never left out
  static @Nullable HttpFault fault(
      Fields fields, boolean response, int minorVersion, HttpLimits limits) {
    List<String> nominated = fields.list("Connection");
    if (nominated.size() > limits.connectionOptions()) {
      return HttpFault.TOO_MANY_CONNECTION_OPTIONS;
    }
    if (namesFraming(nominated, response)) {
      return HttpFault.CONNECTION_NAMES_FRAMING;
    }
    if (!fields.has(TRANSFER_ENCODING)) {
      return lengthFault(fields);
    }
    if (fields.has(CONTENT_LENGTH)) {
      return HttpFault.LENGTH_WITH_TRANSFER_ENCODING;
    }
    return minorVersion == 0 ? HttpFault.TRANSFER_ENCODING_IN_HTTP_1_0 : codingFault(fields);
  }

  private static boolean namesFraming(List<String> nominated, boolean response) {
    return Syntax.isAmong(nominated, "Host")
        || Syntax.isAmong(nominated, CONTENT_LENGTH)
        || !response && Syntax.isAmong(nominated, TRANSFER_ENCODING);
  }

  private static @Nullable HttpFault lengthFault(Fields fields) {
    int line = fields.find(CONTENT_LENGTH, 0);
    if (line < 0) {
      return null;
    }
    String length = fields.value(line);
    if (fields.find(CONTENT_LENGTH, line + 1) >= 0 || length.indexOf(',') >= 0) {
      return HttpFault.REPEATED_CONTENT_LENGTH;
    }
    return isLength(length) ? null : HttpFault.INVALID_CONTENT_LENGTH;
  }

  private static boolean isLength(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Syntax.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_LENGTH_DIGITS;
  }

  /// Only the one spelling that every parser reads alike passes; not even an empty member beside
  /// it.
  private static @Nullable HttpFault codingFault(Fields fields) {
    if (fields.isOnly(TRANSFER_ENCODING, CHUNKED)) {
      return null;
    }
    List<String> codings = fields.list(TRANSFER_ENCODING);
    long chunked = codings.stream().filter(CHUNKED::equalsIgnoreCase).count();
    boolean endsInChunked = chunked == 1 && codings.getLast().equalsIgnoreCase(CHUNKED);
    return endsInChunked && codings.size() > 1
        ? HttpFault.UNKNOWN_TRANSFER_ENCODING
        : HttpFault.TRANSFER_ENCODING_NOT_CHUNKED;
  }

  /// What the fields of a message without fault say; `otherwise` if they say nothing.
  static Framing framing(Fields fields, Framing otherwise) {
    if (fields.has(TRANSFER_ENCODING)) {
      return new Framing.Chunked();
    }
    int line = fields.find(CONTENT_LENGTH, 0);
    return line < 0 ? otherwise : new Framing.Length(Long.parseLong(fields.value(line)));
  }
}
