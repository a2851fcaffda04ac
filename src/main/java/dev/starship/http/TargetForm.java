package dev.starship.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request target taken apart (RFC 9112 section 3.2).
///
/// @param authority the authority of the absolute form or the authority form; null for the other
///   forms
/// @param origin what is sent to an origin: the origin form or `*`
record TargetForm(@Nullable Authority authority, String origin) {
  private static boolean isAbsolute(String target) {
    return schemeBytes(target) > 0;
  }

  /// Whether the authority in `target` has user information, which RFC 9110 section 4.2.4 lets only
  /// phishers use.
  static boolean namesUser(String method, String target) {
    return (isAbsolute(target) || method.equals("CONNECT"))
        && authorityText(target).indexOf('@') >= 0;
  }

  /// Takes `target` apart; empty if it has none of the forms that `method` takes.
  static Optional<TargetForm> parse(String method, String target) {
    if (method.equals("CONNECT")) {
      return Authority.parse(target)
          .filter(authority -> authority.port() != 0 && !authority.text().isEmpty())
          .map(authority -> new TargetForm(authority, target));
    }
    if (target.startsWith("/") || target.equals("*") && method.equals("OPTIONS")) {
      return Optional.of(new TargetForm(null, target));
    }
    if (!isAbsolute(target)) {
      return Optional.empty();
    }
    return Authority.parse(authorityText(target))
        .filter(authority -> !authority.text().isEmpty())
        .map(authority -> new TargetForm(authority, originForm(method, target)));
  }

  /// RFC 9112 section 3.2.1 and 3.2.4: an empty path is sent as `/`, and as `*` with OPTIONS and no
  /// query.
  private static String originForm(String method, String target) {
    String rest = target.substring(schemeBytes(target) + authorityText(target).length());
    if (rest.isEmpty()) {
      return method.equals("OPTIONS") ? "*" : "/";
    }
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static String authorityText(String target) {
    int start = schemeBytes(target);
    int end = start;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    return target.substring(start, end);
  }

  /// How long `http://` or `https://` is at the beginning of `target`; 0 if it begins with neither.
  private static int schemeBytes(String target) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return 0;
  }
}
