package dev.starship.http;

import org.jspecify.annotations.Nullable;

/// The grammar of field lines up to the empty line behind them (RFC 9112 section 5), one byte after
/// the other. It keeps nothing but where in the grammar it stands, so heads and trailers share it.
final class FieldSyntax {
  enum Place {
    LINE_START,
    NAME,
    BEFORE_COLON,
    VALUE,
    LINE_END,
    LAST_LINE_END,
    DONE
  }

  private final int maxFields;
  private final boolean blankBeforeColon;
  private Place place = Place.LINE_START;
  private int fields;

  /// @param blankBeforeColon whether whitespace may stand between a name and its colon. It may in
  ///   the head of a response, where a proxy has to remove it (RFC 9112 section 5.1)
  FieldSyntax(int maxFields, boolean blankBeforeColon) {
    this.maxFields = maxFields;
    this.blankBeforeColon = blankBeforeColon;
  }

  Place place() {
    return place;
  }

  /// Whether a line begins here that is not one too many.
  boolean takesLine() {
    return place == Place.LINE_START && fields < maxFields;
  }

  /// A whole line was taken that is as it must be.
  void tookLine() {
    fields++;
  }

  /// Takes the next byte, 0-255; null if it is as it must be.
  @Nullable HttpFault accept(int b) {
    return switch (place) {
      case LINE_START -> lineStart(b);
      case NAME, BEFORE_COLON -> name(b);
      case VALUE -> value(b);
      case LINE_END -> lineFeed(b, Place.LINE_START);
      case LAST_LINE_END -> lineFeed(b, Place.DONE);
      case DONE -> throw new IllegalStateException("the fields are whole already");
    };
  }

  private @Nullable HttpFault lineStart(int b) {
    if (b == '\r') {
      place = Place.LAST_LINE_END;
      return null;
    }
    if (b == '\n') {
      return HttpFault.BARE_LF;
    }
    if (Syntax.isBlank(b)) {
      return HttpFault.FOLDED_FIELD;
    }
    if (!Syntax.isToken(b)) {
      return HttpFault.MALFORMED_FIELD_NAME;
    }
    if (++fields > maxFields) {
      return HttpFault.TOO_MANY_FIELDS;
    }
    place = Place.NAME;
    return null;
  }

  private @Nullable HttpFault name(int b) {
    if (b == ':') {
      place = Place.VALUE;
      return null;
    }
    if (Syntax.isBlank(b)) {
      place = Place.BEFORE_COLON;
      return blankBeforeColon ? null : HttpFault.SPACE_BEFORE_COLON;
    }
    return place == Place.NAME && Syntax.isToken(b) ? null : HttpFault.MALFORMED_FIELD_NAME;
  }

  private @Nullable HttpFault value(int b) {
    if (b == '\r') {
      place = Place.LINE_END;
      return null;
    }
    if (b == '\n') {
      return HttpFault.BARE_LF;
    }
    return Syntax.isText(b) ? null : HttpFault.CONTROL_BYTE;
  }

  private @Nullable HttpFault lineFeed(int b, Place next) {
    place = next;
    return b == '\n' ? null : HttpFault.BARE_CR;
  }
}
