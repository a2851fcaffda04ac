package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.admission.Entrance;
import dev.starship.admission.Limit;
import dev.starship.admission.Openings;
import dev.starship.admission.Places;
import dev.starship.counting.Count;
import dev.starship.ending.Ending;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import dev.starship.transport.Acceptor;
import dev.starship.transport.EventLoop;
import dev.starship.transport.NetworkFailure;
import dev.starship.transport.Socket;
import dev.starship.transport.Timer;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sessions of one event loop: begins one for each accepted connection and ends them at a
/// drain. On the loop's thread but for [#count()].
final class LoopSessions {
  /// How often a drain looks for sessions that have become idle.
  private static final Duration DRAIN_CHECK = Duration.ofMillis(250);

  /// How long both sides of an answered session must have been silent to count as idle at a drain.
  private static final Duration DRAIN_QUIET = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final SessionListener listener;
  private final SessionIds ids;
  private final Shortage shortage;
  private final Crowding crowding;
  private final LongSupplier clockMillis;
  private final Timer drainTimer;
  private final Openings openings;
  private final Ring<Session> open = new Ring<>();
  private @Nullable Surroundings surroundings;
  private final Count pauses = new Count();
  private @Nullable Runnable toldWhenEmpty;
  private boolean draining;
  private boolean cutting;

  LoopSessions(
      EventLoop loop,
      Openings openings,
      SessionListener listener,
      SessionIds ids,
      Shortage shortage,
      Crowding crowding,
      LongSupplier clockMillis) {
    this.loop = loop;
    this.openings = openings;
    this.listener = listener;
    this.ids = ids;
    this.shortage = shortage;
    this.crowding = crowding;
    this.clockMillis = clockMillis;
    this.drainTimer = loop.newTimer(this::endIdle);
  }

  /// Says what sessions work with; before the loop starts.
  void workWith(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Takes the connections of a listener.
  ///
  /// @param entrance of the listener
  /// @param address the listener's address for the log; asked for at each connection, for it may be
  ///   chosen by the system
  Acceptor acceptor(ListenerSettings from, Entrance entrance, Supplier<Address> address) {
    return new Acceptor() {
      @Override
      public void accepted(Socket client, Address peer) {
        Places places = entrance.enter(openings);
        if (!from.requiresProxyHeader()) {
          places.client(peer.ip());
        }
        Limit over = places.over();
        if (over != null) {
          crowding.note(over, from);
        }
        begin(new Arrival(client, account(peer, address.get()), from, places));
      }

      @Override
      public void exhausted(NetworkFailure failure) {
        shortage.note(failure, count());
        Surroundings with = surroundings;
        if (with != null && failure == NetworkFailure.NO_DESCRIPTORS) {
          with.pool().giveUp();
        }
      }
    };
  }

  private SessionAccount account(Address peer, Address at) {
    return new SessionAccount(clockMillis.getAsLong(), loop.nanoTime(), ids.next(), peer, at);
  }

  private void begin(Arrival arrival) {
    Surroundings with = surroundings;
    if (with == null) {
      throw new IllegalStateException("a connection before the start");
    }
    listener.accepted();
    Ending cut = Gate.cut(arrival.places());
    if (cut != null) {
      listener.ended(arrival.cut(cut, loop.nanoTime()));
      return;
    }
    Session session = new Session(with, arrival);
    open.add(session);
    session.advance();
    if (cutting) {
      session.endNow();
    }
  }

  /// A session has ended; called once by each.
  void ended(Session session, SessionEnd end) {
    open.remove(session);
    listener.ended(end);
    tellIfEmpty();
  }

  /// A request of a session has ended.
  void requestEnded(RequestEnd end) {
    listener.requestEnded(end);
  }

  /// Reading from a client paused because too much came behind a request.
  void notePause() {
    pauses.increment();
  }

  /// How often that happened. Any thread.
  long pauses() {
    return pauses.get();
  }

  /// Bytes held of openings. Any thread.
  long openingBytes() {
    return openings.bytes();
  }

  /// Whether sessions are to end when they can.
  boolean isDraining() {
    return draining;
  }

  /// How many sessions are open. Any thread.
  int count() {
    return open.count();
  }

  /// Ends idle sessions now and whenever another becomes idle, until none is left.
  ///
  /// @param whenEmpty called once, when the last session has ended
  void drain(Runnable whenEmpty) {
    toldWhenEmpty = whenEmpty;
    draining = true;
    if (surroundings != null) {
      surroundings.pool().close();
    }
    endIdle();
  }

  private void endIdle() {
    open.forEach(session -> session.endIfIdle(DRAIN_QUIET));
    if (count() > 0) {
      drainTimer.start(DRAIN_CHECK);
    }
    tellIfEmpty();
  }

  private void tellIfEmpty() {
    Runnable told = toldWhenEmpty;
    if (told != null && open.count() == 0) {
      toldWhenEmpty = null;
      drainTimer.stop();
      told.run();
    }
  }

  /// Ends all sessions whatever they are doing, and those at once that still begin: another loop
  /// may pass on a connection before it closes its listeners.
  void endAll() {
    cutting = true;
    open.forEach(Session::endNow);
  }
}
