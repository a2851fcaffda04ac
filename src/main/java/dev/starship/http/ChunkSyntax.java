package dev.starship.http;

import org.jspecify.annotations.Nullable;

/// The grammar of a chunked body (RFC 9112 section 7.1), one byte after the other but for the
/// chunks' own bytes.
final class ChunkSyntax {
  /// As many as fit into a long; a size with more of them only has leading zeros.
  private static final int MAX_SIZE_DIGITS = 16;

  private static final int TRAILER_NAME_BYTES = 32;
  private static final byte[] NO_NAME = new byte[0];

  private enum Place {
    SIZE,
    BLANK,
    EXTENSION,
    QUOTED,
    QUOTED_PAIR,
    SIZE_LINE_END,
    BYTES,
    CHUNK_CR,
    CHUNK_LF,
    TRAILERS,
    DONE
  }

  private final HttpLimits limits;
  private final boolean response;
  private final FieldSyntax trailers;
  private Place place = Place.SIZE;
  private int digits;
  private long size;
  private int extensionBytes;
  private int trailerBytes;

  /// The beginning of a trailer's name, long enough to tell every field that none may be.
  private byte[] trailerName = NO_NAME;

  private int trailerNameLength;

  private @Nullable HttpFault fault;

  /// @param response whether it is the body of a response, of which more is taken
  ChunkSyntax(HttpLimits limits, boolean response) {
    this.limits = limits;
    this.response = response;
    trailers = new FieldSyntax(limits.fields(), false);
  }

  boolean isDone() {
    return place == Place.DONE;
  }

  @Nullable HttpFault fault() {
    return fault;
  }

  /// How many bytes of its own the chunk under way still has.
  long bytesOfChunk() {
    return place == Place.BYTES ? size : 0;
  }

  /// How many of the next `available` bytes are a chunk's own and were passed over.
  int skip(int available) {
    if (place != Place.BYTES) {
      return 0;
    }
    int skipped = (int) Math.min(available, size);
    size -= skipped;
    if (size == 0) {
      place = Place.CHUNK_CR;
    }
    return skipped;
  }

  /// Takes the next byte, 0-255, which is none of a chunk's own; null if it is as it must be.
  @Nullable HttpFault accept(int b) {
    fault =
        switch (place) {
          case SIZE -> size(b);
          case BLANK -> blank(b);
          case EXTENSION -> extension(b);
          case QUOTED, QUOTED_PAIR -> quoted(b);
          case SIZE_LINE_END -> sizeLineEnd(b);
          case CHUNK_CR -> expect(b, '\r', Place.CHUNK_LF);
          case CHUNK_LF -> expect(b, '\n', Place.SIZE);
          case TRAILERS -> trailer(b);
          case BYTES, DONE -> throw new IllegalStateException("no byte of the grammar comes here");
        };
    return fault;
  }

  private @Nullable HttpFault size(int b) {
    int digit = Syntax.hexDigit(b);
    if (digit < 0) {
      return digits == 0 ? HttpFault.INVALID_CHUNK_SIZE : sizeEnd(b);
    }
    if (++digits > MAX_SIZE_DIGITS || size > Long.MAX_VALUE >>> 4) {
      return HttpFault.INVALID_CHUNK_SIZE;
    }
    size = size << 4 | digit;
    return null;
  }

  private @Nullable HttpFault sizeEnd(int b) {
    if (b == '\n') {
      return HttpFault.BARE_LF;
    }
    if (b == '\r') {
      place = Place.SIZE_LINE_END;
      return null;
    }
    if (b != ';' && !Syntax.isBlank(b)) {
      return HttpFault.INVALID_CHUNK_SIZE;
    }
    place = b == ';' ? Place.EXTENSION : Place.BLANK;
    return countExtension();
  }

  /// Whitespace behind the size is only allowed before an extension. Old servers fill the line with
  /// it, and whoever takes such a line reads the same size from it.
  private @Nullable HttpFault blank(int b) {
    if (b == '\r' && response) {
      place = Place.SIZE_LINE_END;
      return null;
    }
    if (b != ';' && !Syntax.isBlank(b)) {
      return HttpFault.INVALID_CHUNK_SIZE;
    }
    place = b == ';' ? Place.EXTENSION : Place.BLANK;
    return countExtension();
  }

  private @Nullable HttpFault extension(int b) {
    if (b == '\r') {
      place = Place.SIZE_LINE_END;
      return null;
    }
    if (b == '\n') {
      return HttpFault.BARE_LF;
    }
    if (b == '"') {
      place = Place.QUOTED;
    }
    return Syntax.isText(b) ? countExtension() : HttpFault.CONTROL_BYTE;
  }

  /// A quoted string (RFC 9110 section 5.6.4) must end before its line does: a parser that looks
  /// for its end would find another end of the line.
  private @Nullable HttpFault quoted(int b) {
    if (b == '\r' || b == '\n') {
      return HttpFault.UNCLOSED_QUOTE;
    }
    if (place == Place.QUOTED_PAIR) {
      place = Place.QUOTED;
    } else if (b == '"') {
      place = Place.EXTENSION;
    } else if (b == '\\') {
      place = Place.QUOTED_PAIR;
    }
    return Syntax.isText(b) ? countExtension() : HttpFault.CONTROL_BYTE;
  }

  private @Nullable HttpFault countExtension() {
    return ++extensionBytes > limits.chunkExtensionBytes()
        ? HttpFault.CHUNK_EXTENSION_TOO_LONG
        : null;
  }

  private @Nullable HttpFault sizeLineEnd(int b) {
    if (b != '\n') {
      return HttpFault.BARE_CR;
    }
    place = size == 0 ? Place.TRAILERS : Place.BYTES;
    digits = 0;
    extensionBytes = 0;
    return null;
  }

  private @Nullable HttpFault trailerName(
      int b, FieldSyntax.Place before, FieldSyntax.Place after) {
    if (after == FieldSyntax.Place.NAME) {
      if (before != FieldSyntax.Place.NAME) {
        trailerNameLength = 0;
      }
      if (trailerName.length == 0) {
        trailerName = new byte[TRAILER_NAME_BYTES];
      }
      if (trailerNameLength < TRAILER_NAME_BYTES) {
        trailerName[trailerNameLength++] = (byte) b;
      }
      return null;
    }
    boolean nameEnds = before == FieldSyntax.Place.NAME && after == FieldSyntax.Place.VALUE;
    return nameEnds && isForbidden(FieldRole.of(trailerName, 0, trailerNameLength))
        ? HttpFault.FORBIDDEN_TRAILER
        : null;
  }

  /// What a receiver that merges trailers into the head must not get (RFC 9110 section 6.5.1). A
  /// response is for its one client, which can only be misled about where it ends.
  private boolean isForbidden(FieldRole role) {
    return switch (role) {
      case ANY -> false;
      case OF_THE_BODY, OF_THE_CONNECTION -> true;
      default -> !response;
    };
  }

  private @Nullable HttpFault expect(int b, char expected, Place next) {
    place = next;
    return b == expected ? null : HttpFault.UNTERMINATED_CHUNK;
  }

  private @Nullable HttpFault trailer(int b) {
    FieldSyntax.Place before = trailers.place();
    HttpFault wrong = trailers.accept(b);
    if (wrong == null) {
      wrong = trailerName(b, before, trailers.place());
    }
    if (trailers.place() == FieldSyntax.Place.DONE) {
      place = Place.DONE;
    }
    if (wrong != null) {
      return wrong;
    }
    return ++trailerBytes > limits.trailerBytes() + 2 ? HttpFault.TRAILERS_TOO_LONG : null;
  }
}
