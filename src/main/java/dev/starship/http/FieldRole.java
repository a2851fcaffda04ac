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
  /// One of a proxy's with `_` for `-`: many backends see no difference (RFC 3875 section 4.1.18),
  /// and no proxy writes it so.
  LOOKALIKE,
  REQUEST_ID,
  /// Decides on identity, safety or caching, so that Connection must not make it disappear between
  /// the one who sent it and the one who relies on it.
  PROTECTED,
  ANY;

  /// How much of a proxy's field's name tells that it is one.
  private static final int TELLING_BYTES = "X-Forwarded-".length();

  /// The role of the field whose name is what stands from `from` up to `to`.
  static FieldRole of(byte[] bytes, int from, int to) {
    FieldRole role = ofAnySpelling(bytes, from, to);
    return switch (role) {
      case FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_HOST, FORWARDED_PORT, OF_A_PROXY, REQUEST_ID ->
          hasUnderscore(bytes, from, Math.min(to, from + TELLING_BYTES)) ? LOOKALIKE : role;
      default -> role;
    };
  }

  private static boolean hasUnderscore(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '_') {
        return true;
      }
    }
    return false;
  }

  private static FieldRole ofAnySpelling(byte[] bytes, int from, int to) {
    return switch (to - from) {
      case 2 -> is(bytes, from, to, "TE") ? OF_THE_CONNECTION : ANY;
      case 3 -> is(bytes, from, to, "Via") ? PROTECTED : ANY;
      case 4 -> is(bytes, from, to, "Host") ? HOST : ANY;
      case 6 -> is(bytes, from, to, "Cookie") || is(bytes, from, to, "Origin") ? PROTECTED : ANY;
      case 7 -> is(bytes, from, to, "Upgrade") ? OF_THE_CONNECTION : ANY;
      case 9 -> is(bytes, from, to, "Forwarded") ? FORWARDED : ofProxy(bytes, from, to);
      case 10 -> ofTen(bytes, from, to);
      case 12 ->
          isAlike(bytes, from, to, "X-Request-Id")
              ? REQUEST_ID
              : is(bytes, from, to, "Content-Type") ? PROTECTED : ofProxy(bytes, from, to);
      case 13 ->
          is(bytes, from, to, "Authorization") || is(bytes, from, to, "Cache-Control")
              ? PROTECTED
              : ofProxy(bytes, from, to);
      case 14 ->
          is(bytes, from, to, "Content-Length")
              ? OF_THE_BODY
              : is(bytes, from, to, "HTTP2-Settings")
                  ? OF_THE_CONNECTION
                  : ofProxy(bytes, from, to);
      case 15 ->
          isAlike(bytes, from, to, "X-Forwarded-For") ? FORWARDED_FOR : ofProxy(bytes, from, to);
      case 16 ->
          is(bytes, from, to, "Proxy-Connection")
              ? OF_THE_CONNECTION
              : is(bytes, from, to, "Content-Encoding") ? PROTECTED : ofForwarded(bytes, from, to);
      case 17 ->
          is(bytes, from, to, "Transfer-Encoding")
              ? OF_THE_BODY
              : isAlike(bytes, from, to, "X-Forwarded-Proto")
                  ? FORWARDED_PROTO
                  : ofProxy(bytes, from, to);
      default -> ofProxy(bytes, from, to);
    };
  }

  private static FieldRole ofTen(byte[] bytes, int from, int to) {
    if (is(bytes, from, to, "Connection") || is(bytes, from, to, "Keep-Alive")) {
      return OF_THE_CONNECTION;
    }
    return is(bytes, from, to, "Set-Cookie") ? PROTECTED : ofProxy(bytes, from, to);
  }

  private static FieldRole ofForwarded(byte[] bytes, int from, int to) {
    if (isAlike(bytes, from, to, "X-Forwarded-Host")) {
      return FORWARDED_HOST;
    }
    return isAlike(bytes, from, to, "X-Forwarded-Port") ? FORWARDED_PORT : ofProxy(bytes, from, to);
  }

  private static FieldRole ofProxy(byte[] bytes, int from, int to) {
    return begins(bytes, from, to, "X-Forwarded-") || isAlike(bytes, from, to, "X-Real-IP")
        ? OF_A_PROXY
        : ANY;
  }

  private static boolean is(byte[] bytes, int from, int to, String name) {
    return Syntax.isSame(bytes, from, to, name);
  }

  private static boolean isAlike(byte[] bytes, int from, int to, String name) {
    return to - from == name.length() && begins(bytes, from, to, name);
  }

  private static boolean begins(byte[] bytes, int from, int to, String name) {
    if (to - from < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      int same = bytes[from + i] == '_' ? '-' : bytes[from + i];
      if (same != name.charAt(i) && (same | 0x20) != (name.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }
}
