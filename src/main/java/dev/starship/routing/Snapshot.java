package dev.starship.routing;

import dev.starship.address.Host;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The copy of the remembered hosts that outlives the process. Never fails towards its callers:
/// what goes wrong is logged once and counted. Any thread.
interface Snapshot extends AutoCloseable {
  /// Keeps nothing.
  Snapshot NONE =
      new Snapshot() {
        @Override
        public boolean isLoading() {
          return false;
        }

        @Override
        public @Nullable Remembered recall(Host host) {
          return null;
        }

        @Override
        public boolean hasForgotten(Host host) {
          return true;
        }

        @Override
        public boolean save(Host host, Remembered hit) {
          return true;
        }

        @Override
        public void remove(Host host) {}

        @Override
        public void clear() {}

        @Override
        public void close() {}
      };

  /// Whose memory it copies. Any thread.
  interface Owner {
    /// Takes in what an earlier process left of `host`, unless more is known by now.
    void recalled(Host host, Remembered left);

    /// Every host in memory.
    Collection<Host> hosts();

    /// What is remembered of `host`; null if nothing. Does not count as use of it.
    @Nullable Remembered remembered(Host host);
  }

  /// Whether hosts of an earlier process are still on their way into memory.
  boolean isLoading();

  /// What an earlier process left of `host`, as long as [#isLoading()]; null if nothing. Blocks on
  /// the disk.
  @Nullable Remembered recall(Host host);

  /// Whether `host` was removed since loading began.
  boolean hasForgotten(Host host);

  /// Writes `host` soon; false if there is no room for it.
  boolean save(Host host, Remembered hit);

  /// Removes `host` soon.
  void remove(Host host);

  /// Removes every host.
  void clear();

  /// Writes what waits and lets go of the file. Blocks on the disk.
  @Override
  void close();
}
