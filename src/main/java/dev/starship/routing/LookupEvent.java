package dev.starship.routing;

import java.util.Locale;

/// Something in the cache of lookups that is counted.
public enum LookupEvent {
  /// A session got no answer: the source failed or was not asked, and nothing remembered could be
  /// used.
  UNAVAILABLE,
  /// A question was asked before the answer had expired.
  REFRESH,
  /// A session waited for a question that another had caused.
  COALESCED,
  /// A host was not asked for because it had just failed.
  BACKED_OFF,
  /// A host was not asked for because the source fails whatever it is asked.
  BRAKED,
  /// A question had to wait because too many were under way.
  QUEUED,
  /// A question was given up because too many waited.
  QUEUE_FULL,
  /// A question was given up because it had waited too long.
  QUEUED_TOO_LONG,
  /// A session was turned away because too many waited for its host.
  WAITERS_FULL,
  /// An answer was not remembered because a change came while it was on its way.
  OUTDATED,
  /// A host had to go for another.
  HIT_EVICTED,
  /// A host that is unknown had to go for another while it was still to be remembered.
  MISS_EVICTED,
  /// A change of a host, or of a host and all below it, was heard.
  CHANGE,
  /// Everything was purged.
  PURGE,
  /// Everything was to be asked for again.
  RESET,
  /// A session's callback threw.
  CALLBACK_FAILED,
  /// A host was loaded from the snapshot.
  SNAPSHOT_LOADED,
  /// An entry of the snapshot was too old, or no route.
  SNAPSHOT_DISCARDED,
  /// A host was written to the snapshot or removed from it.
  SNAPSHOT_WRITTEN,
  /// A host was not written to the snapshot because too many waited, or the file is out of order.
  SNAPSHOT_DROPPED,
  /// The snapshot could not be opened, read or written.
  SNAPSHOT_FAILED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /// The word for it in metrics.
  public String code() {
    return code;
  }
}
