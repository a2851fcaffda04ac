package dev.starship.http;

/// What a field is to a hop that passes its message on.
enum FieldRole {
  /// Belongs to one connection, whether or not Connection names it (RFC 9110 section 7.6.1, RFC
  /// 7540 section 3.2.1).
  OF_THE_CONNECTION,
  /// Frames the body.
  OF_THE_BODY,
  HOST,
  FORWARDED_FOR,
  FORWARDED_PROTO,
  FORWARDED_HOST,
  FORWARDED_PORT,
  FORWARDED,
  /// Another field that backends believe to come from a proxy.
  OF_A_PROXY,
  REQUEST_ID,
  /// Decides on identity, safety or caching, so that Connection must not make it disappear between
  /// the one who sent it and the one who relies on it.
  PROTECTED,
  ANY;

  /// The role of the field whose name is what stands from `from` up to `to`. What names a proxy's
  /// fields is recognised with `_` for `-` as well: many backends see no difference (RFC 3875
  /// section 4.1.18).
  static FieldRole of(byte[] bytes, int from, int to) {
    Name name = new Name(bytes, from, to);
    return switch (to - from) {
      case 2 -> name.is("TE") ? OF_THE_CONNECTION : ANY;
      case 3 -> name.is("Via") ? PROTECTED : ANY;
      case 4 -> name.is("Host") ? HOST : ANY;
      case 6 -> name.is("Cookie") || name.is("Origin") ? PROTECTED : ANY;
      case 7 -> name.is("Upgrade") ? OF_THE_CONNECTION : ANY;
      case 9 -> name.is("Forwarded") ? FORWARDED : ofProxy(name);
      case 10 -> ofTen(name);
      case 12 ->
          name.isAlike("X-Request-Id")
              ? REQUEST_ID
              : name.is("Content-Type") ? PROTECTED : ofProxy(name);
      case 13 -> name.is("Authorization") || name.is("Cache-Control") ? PROTECTED : ofProxy(name);
      case 14 ->
          name.is("Content-Length")
              ? OF_THE_BODY
              : name.is("HTTP2-Settings") ? OF_THE_CONNECTION : ofProxy(name);
      case 15 -> name.isAlike("X-Forwarded-For") ? FORWARDED_FOR : ofProxy(name);
      case 16 ->
          name.is("Proxy-Connection")
              ? OF_THE_CONNECTION
              : name.is("Content-Encoding") ? PROTECTED : ofForwarded(name);
      case 17 ->
          name.is("Transfer-Encoding")
              ? OF_THE_BODY
              : name.isAlike("X-Forwarded-Proto") ? FORWARDED_PROTO : ofProxy(name);
      default -> ofProxy(name);
    };
  }

  private static FieldRole ofTen(Name name) {
    if (name.is("Connection") || name.is("Keep-Alive")) {
      return OF_THE_CONNECTION;
    }
    return name.is("Set-Cookie") ? PROTECTED : ofProxy(name);
  }

  private static FieldRole ofForwarded(Name name) {
    if (name.isAlike("X-Forwarded-Host")) {
      return FORWARDED_HOST;
    }
    return name.isAlike("X-Forwarded-Port") ? FORWARDED_PORT : ofProxy(name);
  }

  private static FieldRole ofProxy(Name name) {
    return name.begins("X-Forwarded-") || name.isAlike("X-Real-IP") ? OF_A_PROXY : ANY;
  }

  /// A field's name where it stands.
  private static final class Name {
    private final byte[] bytes;
    private final int from;
    private final int to;

    Name(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
    }

    boolean is(String expected) {
      return Syntax.isSame(bytes, from, to, expected);
    }

    boolean isAlike(String expected) {
      return to - from == expected.length() && begins(expected);
    }

    boolean begins(String expected) {
      if (to - from < expected.length()) {
        return false;
      }
      for (int i = 0; i < expected.length(); i++) {
        int same = bytes[from + i] == '_' ? '-' : bytes[from + i];
        if (same != expected.charAt(i) && (same | 0x20) != (expected.charAt(i) | 0x20)) {
          return false;
        }
      }
      return true;
    }
  }

  /// Whether the field ends here if Connection names it.
  boolean mayBeNominated() {
    return this == ANY || this == OF_THE_CONNECTION;
  }
}
