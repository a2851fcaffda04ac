package dev.starship.http;

/// One element of `Forwarded`, what one proxy says of the request it got (RFC 7239 section 4).
final class ForwardedElement {
  private static final String PROTO = "proto=";

  private ForwardedElement() {}

  /// Its `proto`, without quotes; empty if there is none.
  static String proto(String element) {
    for (String pair : element.split(";", -1)) {
      String stripped = pair.strip();
      if (stripped.regionMatches(true, 0, PROTO, 0, PROTO.length())) {
        return stripped.substring(PROTO.length()).replace("\"", "");
      }
    }
    return "";
  }
}
