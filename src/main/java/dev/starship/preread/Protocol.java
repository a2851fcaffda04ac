package dev.starship.preread;

import java.util.Locale;

/// What an opening speaks, as far as its bytes tell.
public enum Protocol {
  /// Nothing came yet.
  NONE,
  /// TLS, told by the first byte.
  TLS,
  /// HTTP/1.
  HTTP,
  /// Neither.
  OTHER;

  private final String code = name().toLowerCase(Locale.ROOT);

  /// The word for it in log and metrics.
  public String code() {
    return code;
  }
}
