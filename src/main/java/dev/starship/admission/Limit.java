package dev.starship.admission;

import dev.starship.ending.Ending;
import java.util.Locale;

/// A limit that a session can be refused for.
public enum Limit {
  /// Sessions in all.
  SESSIONS(Ending.OVERLOADED),
  /// Sessions of one listener.
  LISTENER(Ending.OVERLOADED),
  /// Memory for openings in all.
  OPENINGS(Ending.OVERLOADED),
  /// Sessions of one client.
  CLIENT(Ending.CLIENT_OVER_LIMIT),
  /// Unknown hosts that one client asks for.
  UNKNOWN_HOSTS(Ending.CLIENT_OVER_LIMIT),
  /// Sessions of one host.
  HOST(Ending.HOST_OVER_LIMIT),
  /// New sessions of one host and second.
  HOST_RATE(Ending.HOST_OVER_LIMIT);

  private final String code = name().toLowerCase(Locale.ROOT);
  private final Ending ending;

  Limit(Ending ending) {
    this.ending = ending;
  }

  /// The word for it in metrics.
  public String code() {
    return code;
  }

  /// What a session that is refused for it ends with.
  public Ending ending() {
    return ending;
  }
}
