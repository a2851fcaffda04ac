package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.counting.Count;
import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Socket;
import dev.starship.transport.SocketOwner;
import dev.starship.transport.Timer;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The connections to backends that one event loop keeps open for further requests. One that
/// becomes readable meanwhile, by FIN, reset or bytes that nobody asked for, is dropped at once. On
/// the loop's thread but for the counters.
final class BackendPool {
  /// Which requests may use a connection.
  ///
  /// @param backend where it leads
  /// @param host the host that its requests are for; null if it leads to the catch-all
  /// @param trusted whether it leads to a backend that the operator named
  /// @param boundTo the one session that may use it; null if any may
  record Key(Address backend, @Nullable String host, boolean trusted, @Nullable Session boundTo) {
    /// By hand, for the reason of [Ip#equals].
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && key.trusted == trusted
          && key.boundTo == boundTo
          && key.backend.equals(backend)
          && Objects.equals(key.host, host);
    }

    @Override
    public int hashCode() {
      return 31 * backend.hashCode() + Objects.hashCode(host);
    }

    /// The key of a connection that no other session may use.
    Key boundTo(Session session) {
      return new Key(backend, host, trusted, session);
    }
  }

  /// Why a connection was dropped before it was used again.
  enum Drop {
    /// The backend closed or reset it, or sent what nobody asked for.
    BROKEN,
    /// It waited for longer than [PoolLimits#idleTimeout()].
    TIMED_OUT,
    /// There were too many, or no descriptors left for what is needed more.
    FULL,
    /// Its session ended, or Starship stops.
    NOT_NEEDED
  }

  private final EventLoop loop;
  private final PoolLimits limits;
  private final Map<Key, ArrayDeque<Idle>> byKey = new HashMap<>();
  private final Ring<Idle> kept = new Ring<>();

  /// Those that their clients have authenticated.
  private final Ring<Idle> authenticated = new Ring<>();

  private final Timer oldestTimesOut;
  private final Count reused = new Count();
  private final Count retried = new Count();
  private final Map<Drop, Count> dropped = new EnumMap<>(Drop.class);
  private boolean closed;

  BackendPool(EventLoop loop, PoolLimits limits) {
    this.loop = loop;
    this.limits = limits;
    this.oldestTimesOut = loop.newTimer(this::dropTimedOut);
    for (Drop why : Drop.values()) {
      dropped.put(why, new Count());
    }
  }

  /// Keeps a connection whose last response was read to its end, or closes it.
  ///
  /// @param isAuthenticated whether its client has authenticated it
  void put(Key key, Socket socket, boolean isAuthenticated) {
    if (closed || !isQuiet(socket)) {
      drop(socket, closed ? Drop.NOT_NEEDED : Drop.BROKEN);
      return;
    }
    ArrayDeque<Idle> same = byKey.computeIfAbsent(key, _ -> new ArrayDeque<>(1));
    Ring<Idle> ring = isAuthenticated ? authenticated : kept;
    Idle newest = new Idle(key, socket, ring, loop.nanoTime());
    same.addLast(newest);
    ring.add(newest);
    socket.owner(newest);
    if (same.size() > limits.idlePerHost()) {
      drop(same.getFirst(), Drop.FULL);
    }
    if (idle() > limits.idle()) {
      // So neither kind can keep out the other.
      Ring<Idle> larger = authenticated.count() > kept.count() ? authenticated : kept;
      drop(Objects.requireNonNull(larger.first()), Drop.FULL);
    }
    if (!oldestTimesOut.running()) {
      oldestTimesOut.start(limits.idleTimeout());
    }
  }

  private void dropTimedOut() {
    long left =
        Math.min(
            dropTimedOut(kept, limits.idleTimeout().toNanos()),
            dropTimedOut(authenticated, limits.authenticatedTimeout().toNanos()));
    if (left < Long.MAX_VALUE) {
      // Of those that come meanwhile, none times out before the shorter time is over.
      oldestTimesOut.start(Math.min(left, limits.idleTimeout().toNanos()));
    }
  }

  /// How long the oldest of those that are left has left.
  private long dropTimedOut(Ring<Idle> ring, long timeout) {
    for (Idle oldest = ring.first(); oldest != null; oldest = ring.first()) {
      long left = timeout - (loop.nanoTime() - oldest.sinceNanos);
      if (left > 0) {
        return left;
      }
      drop(oldest, Drop.TIMED_OUT);
    }
    return Long.MAX_VALUE;
  }

  /// Whether nothing is to be read, and nothing has told that the connection is broken.
  private boolean isQuiet(Socket socket) {
    Buffer scratch = loop.sharedBuffer();
    while (socket.readable()) {
      if (socket.read(scratch) != 0) {
        return false;
      }
    }
    return socket.failure() == null;
  }

  /// Whether there is a connection for `key`.
  boolean has(Key key) {
    return byKey.containsKey(key);
  }

  /// The connection that was used last of those for `key`, its owner still the pool; null if there
  /// is none.
  ///
  /// @param first what it is to get: where that can be sent only once, the system is asked whether
  ///   the backend has closed it, because the event may not have had its turn yet
  @Nullable Socket take(Key key, FirstBytes first) {
    boolean once = !first.isRepeatable(null);
    ArrayDeque<Idle> same = byKey.get(key);
    while (same != null) {
      Idle newest = same.getLast();
      if (!once || isStillQuiet(newest.socket)) {
        forget(newest);
        reused.increment();
        return newest.socket;
      }
      drop(newest, Drop.BROKEN);
      same = byKey.get(key);
    }
    return null;
  }

  private boolean isStillQuiet(Socket socket) {
    socket.lookAgain();
    return isQuiet(socket);
  }

  /// Closes what only `session` could use.
  void dropBoundTo(Session session) {
    forEach(idle -> {
      if (session.equals(idle.key.boundTo())) {
        drop(idle, Drop.NOT_NEEDED);
      }
    });
  }

  private void forEach(Consumer<Idle> each) {
    kept.forEach(each);
    authenticated.forEach(each);
  }

  /// Closes all, because there are not enough descriptors for what is needed more.
  ///
  /// @return false if there is none
  boolean giveUp() {
    boolean any = idle() > 0;
    forEach(idle -> drop(idle, Drop.FULL));
    return any;
  }

  /// Closes all, and whatever comes later.
  void close() {
    closed = true;
    oldestTimesOut.stop();
    forEach(idle -> drop(idle, Drop.NOT_NEEDED));
  }

  private void drop(Idle idle, Drop why) {
    forget(idle);
    drop(idle.socket, why);
  }

  private void drop(Socket socket, Drop why) {
    socket.close();
    counter(why).increment();
  }

  private void forget(Idle idle) {
    idle.ring.remove(idle);
    ArrayDeque<Idle> same = byKey.get(idle.key);
    if (same == null || !same.removeLastOccurrence(idle)) {
      throw new IllegalStateException("a connection that is not kept");
    }
    if (same.isEmpty()) {
      byKey.remove(idle.key);
    }
  }

  /// A request was sent again because its kept connection had been closed meanwhile.
  void noteRetry() {
    retried.increment();
  }

  /// Connections kept now. Any thread.
  long idle() {
    return (long) kept.count() + authenticated.count();
  }

  /// How often one was used again. Any thread.
  long reused() {
    return reused.get();
  }

  /// How many requests were sent again. Any thread.
  long retried() {
    return retried.get();
  }

  /// How many were dropped, and why. Any thread.
  long dropped(Drop why) {
    return counter(why).get();
  }

  private Count counter(Drop why) {
    return Objects.requireNonNull(dropped.get(why));
  }

  /// A connection that waits for its next request.
  private final class Idle extends Ring.Member implements SocketOwner {
    private final Key key;
    private final Socket socket;
    private final Ring<Idle> ring;
    private final long sinceNanos;

    private Idle(Key key, Socket socket, Ring<Idle> ring, long sinceNanos) {
      this.key = key;
      this.socket = socket;
      this.ring = ring;
      this.sinceNanos = sinceNanos;
    }

    @Override
    public void ready(Socket told) {
      if (socket.readable() || socket.failure() != null) {
        drop(this, Drop.BROKEN);
      }
    }
  }
}
