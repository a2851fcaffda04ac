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

  /// The role of the field called `name`. What names a proxy's fields is recognised with `_` for
  /// `-` as well: many backends see no difference (RFC 3875 section 4.1.18).
  static FieldRole of(String name) {
    return switch (name.length()) {
      case 2 -> name.equalsIgnoreCase("TE") ? OF_THE_CONNECTION : ANY;
      case 3 -> name.equalsIgnoreCase("Via") ? PROTECTED : ANY;
      case 4 -> name.equalsIgnoreCase("Host") ? HOST : ANY;
      case 6 ->
          name.equalsIgnoreCase("Cookie") || name.equalsIgnoreCase("Origin") ? PROTECTED : ANY;
      case 7 -> name.equalsIgnoreCase("Upgrade") ? OF_THE_CONNECTION : ANY;
      case 9 -> name.equalsIgnoreCase("Forwarded") ? FORWARDED : ofProxy(name);
      case 10 -> ofTen(name);
      case 12 ->
          isCalled(name, "X-Request-Id")
              ? REQUEST_ID
              : name.equalsIgnoreCase("Content-Type") ? PROTECTED : ofProxy(name);
      case 13 ->
          name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Cache-Control")
              ? PROTECTED
              : ofProxy(name);
      case 14 ->
          name.equalsIgnoreCase("Content-Length")
              ? OF_THE_BODY
              : name.equalsIgnoreCase("HTTP2-Settings") ? OF_THE_CONNECTION : ofProxy(name);
      case 15 -> isCalled(name, "X-Forwarded-For") ? FORWARDED_FOR : ofProxy(name);
      case 16 ->
          name.equalsIgnoreCase("Proxy-Connection")
              ? OF_THE_CONNECTION
              : name.equalsIgnoreCase("Content-Encoding") ? PROTECTED : ofForwarded(name);
      case 17 ->
          name.equalsIgnoreCase("Transfer-Encoding")
              ? OF_THE_BODY
              : isCalled(name, "X-Forwarded-Proto") ? FORWARDED_PROTO : ofProxy(name);
      default -> ofProxy(name);
    };
  }

  private static FieldRole ofTen(String name) {
    if (name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive")) {
      return OF_THE_CONNECTION;
    }
    return name.equalsIgnoreCase("Set-Cookie") ? PROTECTED : ofProxy(name);
  }

  private static FieldRole ofForwarded(String name) {
    if (isCalled(name, "X-Forwarded-Host")) {
      return FORWARDED_HOST;
    }
    return isCalled(name, "X-Forwarded-Port") ? FORWARDED_PORT : ofProxy(name);
  }

  private static FieldRole ofProxy(String name) {
    boolean itIs =
        name.length() > 0
            && (name.charAt(0) | 0x20) == 'x'
            && (begins(name, "X-Forwarded-") || isCalled(name, "X-Real-IP"));
    return itIs ? OF_A_PROXY : ANY;
  }

  private static boolean isCalled(String name, String expected) {
    return name.length() == expected.length() && begins(name, expected);
  }

  private static boolean begins(String name, String expected) {
    if (name.length() < expected.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      char c = name.charAt(i);
      char same = c == '_' ? '-' : c;
      if (same != expected.charAt(i) && (same | 0x20) != (expected.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the field ends here if Connection names it.
  boolean mayBeNominated() {
    return this == ANY || this == OF_THE_CONNECTION;
  }
}
