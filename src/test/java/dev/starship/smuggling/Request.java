package dev.starship.smuggling;

import java.util.Locale;

/// A request as a server understands it. Each char is one byte.
///
/// @param host what Host says
/// @param target in origin form, or `*`
/// @param body without the framing of chunks
public record Request(String method, String host, String target, String body) {
  private static final String INNOCENT = "/innocent/";

  /// A GET for `target` of a.com.
  public static Request get(String target) {
    return get("a.com", target);
  }

  /// A GET for `target` of `host`.
  public static Request get(String host, String target) {
    return new Request("GET", host, target, "");
  }

  /// A POST to the front page of a.com.
  public static Request post(String body) {
    return new Request("POST", "a.com", "/", body);
  }

  /// The request number `number` of a client that means no harm.
  public static Request innocent(String host, int number) {
    return get(host, INNOCENT + number);
  }

  /// Whether it is one of those.
  public boolean isInnocent() {
    return target.startsWith(INNOCENT);
  }

  /// A GET without body as a client sends it.
  public String text() {
    return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  /// Whether it is for a host that `cluster` has: a.com and b.com, in any case and with any port.
  public boolean isFor(String cluster) {
    String name =
        host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "").replaceFirst("\\.$", "");
    return name.equals(cluster.equals("alpha") ? "a.com" : "b.com");
  }
}
