package dev.starship.routing;

import java.util.Locale;

/// Where a lookup found its answer.
public enum HitLevel {
  /// In memory, and fresh.
  L1,
  /// In the snapshot that an earlier process left on disk, not confirmed since.
  SNAPSHOT,
  /// The source was asked and answered in time; also a table held in memory, such as a routes file.
  SOURCE,
  /// In memory and expired; the source did not answer in time or is failing.
  STALE,
  /// In memory: no such host.
  NEGATIVE;

  private final String code = name().toLowerCase(Locale.ROOT);

  /// The word for it in log and metrics.
  public String code() {
    return code;
  }
}
