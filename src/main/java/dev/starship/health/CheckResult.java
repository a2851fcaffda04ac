package dev.starship.health;

import java.util.Locale;

/// What came of one check. The code is a label of metrics.
public enum CheckResult {
  /// It is well.
  PASSED("it passed"),
  /// No connection could be made.
  UNREACHABLE("it could not be connected to"),
  /// It took too long.
  TIMED_OUT("it did not answer in time"),
  /// It took the connection, and did not complete the TLS handshake.
  HANDSHAKE_FAILED("the TLS handshake failed"),
  /// It answered with another status than expected.
  UNEXPECTED_STATUS("its status was not one that is expected"),
  /// It took the connection, and broke it or the protocol.
  BROKEN("it closed the connection or answered no HTTP"),
  /// Starship had no descriptor or no local port for it, which says nothing of the backend.
  NO_SOCKET("Starship had no descriptor or port for it");

  private final String code = name().toLowerCase(Locale.ROOT);
  private final String why;

  CheckResult(String why) {
    this.why = why;
  }

  /// The stable word for it.
  public String code() {
    return code;
  }

  /// What to tell the operator.
  String why() {
    return why;
  }
}
