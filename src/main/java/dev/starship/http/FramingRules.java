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
  private static final List<String> NEVER_NOMINATED =
      List.of("Host", CONTENT_LENGTH, TRANSFER_ENCODING);

  private FramingRules() {}

  /// What makes the framing ambiguous; null if it is clear.
  static @Nullable HttpFault fault(Fields fields, int minorVersion) {
    for (String name : fields.list("Connection")) {
      if (NEVER_NOMINATED.stream().anyMatch(name::equalsIgnoreCase)) {
        return HttpFault.CONNECTION_NAMES_FRAMING;
      }
    }
    if (fields.count(TRANSFER_ENCODING) == 0) {
      return lengthFault(fields);
    }
    if (fields.count(CONTENT_LENGTH) > 0) {
      return HttpFault.LENGTH_WITH_TRANSFER_ENCODING;
    }
    return minorVersion == 0 ? HttpFault.TRANSFER_ENCODING_IN_HTTP_1_0 : codingFault(fields);
  }

  private static @Nullable HttpFault lengthFault(Fields fields) {
    int lines = fields.count(CONTENT_LENGTH);
    if (lines == 0) {
      return null;
    }
    String length = fields.first(CONTENT_LENGTH).orElseThrow();
    if (lines > 1 || length.indexOf(',') >= 0) {
      return HttpFault.REPEATED_CONTENT_LENGTH;
    }
    boolean valid =
        !length.isEmpty()
            && length.length() <= MAX_LENGTH_DIGITS
            && length.chars().allMatch(Syntax::isDigit);
    return valid ? null : HttpFault.INVALID_CONTENT_LENGTH;
  }

  /// Only the one spelling that every parser reads alike passes; not even an empty member beside
  /// it.
  private static @Nullable HttpFault codingFault(Fields fields) {
    String value = fields.first(TRANSFER_ENCODING).orElseThrow();
    if (fields.count(TRANSFER_ENCODING) == 1 && value.equalsIgnoreCase(CHUNKED)) {
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
    if (fields.count(TRANSFER_ENCODING) > 0) {
      return new Framing.Chunked();
    }
    return fields
        .first(CONTENT_LENGTH)
        .<Framing>map(length -> new Framing.Length(Long.parseLong(length)))
        .orElse(otherwise);
  }
}
