package dev.starship.transport;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// To which of the listeners at one address a new connection goes. The system picks one by a hash
/// of the connection's addresses (SO_REUSEPORT). Many connections are spread evenly by that; of
/// eight that move bulk, one of two loops gets seven or all of them every fourteenth time, while
/// the other has nothing to do. So a loop that has clearly more sockets than another passes on what
/// it accepts. It looks at one other for each connection, in turn: as good as looking at all of
/// them, which would cost a busy machine with many cores a look into the memory of each. On the
/// thread of the loop whose it is.
///
/// @param <L> the transport's listeners
final class Spread<L extends Spread.Member> {
  /// How many sockets more a loop has at least when it passes on: those of two sessions. Fewer come
  /// and go with every short connection, and to pass one on costs waking the other loop.
  private static final long LEAST_SOCKETS_MORE = 4;

  /// And the share of its own sockets by which it has more: of many, a hash makes such differences
  /// seldom, and they do no harm.
  private static final long OWN_SHARE = 4;

  /// A listener as seen by the others.
  interface Member {
    /// The loop it listens on.
    Loop loop();
  }

  private final L own;
  private List<L> others = List.of();
  private int next;

  Spread(L own) {
    this.own = own;
  }

  /// Names the others; `all` may hold the own one.
  void over(List<L> all) {
    others = all.stream().filter(one -> !one.equals(own)).toList();
  }

  /// Has one of them take a connection that the own one has accepted, each on the thread of its
  /// loop.
  ///
  /// @return whether it is another one
  boolean hand(Consumer<L> taking) {
    L other = other();
    boolean passed = other != null && other.loop().pass(own.loop(), () -> taking.accept(other));
    if (!passed) {
      taking.accept(own);
    }
    return passed;
  }

  /// The listener that the next connection is passed on to; null to take it here.
  @Nullable L other() {
    if (others.isEmpty()) {
      return null;
    }
    next = next + 1 < others.size() ? next + 1 : 0;
    L other = others.get(next);
    long mine = own.loop().load();
    long more = mine - other.loop().load();
    return more >= LEAST_SOCKETS_MORE + mine / OWN_SHARE ? other : null;
  }
}
