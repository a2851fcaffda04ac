package dev.starship.routing;

import java.util.Locale;

/// What came of one question to the source.
public enum SourceOutcome {
  /// A route.
  FOUND,
  /// The route known already.
  UNCHANGED,
  /// No such host.
  UNKNOWN,
  /// Perhaps no such host: the answer may not be the source's own.
  UNCERTAIN,
  /// The source failed.
  FAILED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /// The word for it in metrics.
  public String code() {
    return code;
  }
}
