package dev.starship.routing;

import dev.starship.address.Host;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What waits to be written to the snapshot: the last word on each host, at most so many. Any
/// thread.
final class PendingHosts {
  private final int most;
  private Map<Host, Optional<SnapshotEntry>> waiting = new HashMap<>();
  private boolean clears;
  private boolean open;
  private boolean remembersForgotten = true;
  private boolean forgottenAll;
  private final Set<Host> forgotten = new HashSet<>();

  PendingHosts(int most) {
    this.most = most;
  }

  /// What is to be written at once.
  ///
  /// @param clears whether everything written before goes first
  /// @param hosts what is to be put, or empty for what is to be removed
  record Batch(boolean clears, Map<Host, Optional<SnapshotEntry>> hosts) {
    boolean isEmpty() {
      return !clears && hosts.isEmpty();
    }
  }

  /// Takes nothing in while there is no file to write to, but that all hosts have to go.
  synchronized void open(boolean isOpen) {
    open = isOpen;
    waiting = new HashMap<>();
  }

  synchronized boolean put(Host host, SnapshotEntry entry) {
    if (!open || waiting.size() >= most && !waiting.containsKey(host)) {
      return false;
    }
    waiting.put(host, Optional.of(entry));
    return true;
  }

  synchronized boolean remove(Host host) {
    // One more that loading brings back is asked for before it is used.
    if (remembersForgotten && forgotten.size() < most) {
      forgotten.add(host);
    }
    if (!open || waiting.size() >= most && !waiting.containsKey(host)) {
      return false;
    }
    waiting.put(host, Optional.empty());
    return true;
  }

  /// Removes what loading cannot use, unless there is a newer word on it. That still waits: nothing
  /// is written during a load.
  synchronized boolean removeUnlessWaiting(Host host) {
    return waiting.containsKey(host) || remove(host);
  }

  synchronized boolean clear() {
    forgottenAll |= remembersForgotten;
    clears = true;
    waiting = new HashMap<>();
    return open;
  }

  synchronized Batch take() {
    var batch = new Batch(clears, waiting);
    clears = false;
    waiting = new HashMap<>();
    return batch;
  }

  /// From now on what is removed is not remembered any more, because nothing is loaded that could
  /// bring it back.
  synchronized void stopRemembering() {
    remembersForgotten = false;
    forgottenAll = false;
    forgotten.clear();
  }

  /// Whether `host` was removed since the beginning; true if that is not remembered any more.
  synchronized boolean hasForgotten(Host host) {
    return !remembersForgotten || forgottenAll || forgotten.contains(host);
  }

  synchronized boolean hasForgottenAll() {
    return forgottenAll;
  }
}
