package dev.starship.proxy;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.preread.Opening;
import dev.starship.preread.Preread;
import dev.starship.proxy.Decision.Connect;
import dev.starship.proxy.State.Connecting;
import dev.starship.proxy.State.Exchanging;
import dev.starship.proxy.State.Lingering;
import dev.starship.proxy.State.LookingUp;
import dev.starship.proxy.State.Prereading;
import dev.starship.proxy.State.Refusing;
import dev.starship.proxy.State.Relaying;
import dev.starship.routing.RouteLookup;
import dev.starship.transport.Socket;
import dev.starship.transport.SocketOwner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client connection, from accept to end.
///
/// ```
/// Prereading -> LookingUp -> Connecting -> Relaying --------------------------> Ended
///     |             |            |    \-> Exchanging -> Relaying or Lingering --^
///     +-------------+------------+------------+-> Refusing -> Lingering --------+
/// ```
///
/// LookingUp is passed over where the opening names no host and there is a catch-all. From each
/// state a session can end at once: a peer is gone, or a timer says so.
///
/// Callbacks (a socket is ready, an answer came, a deadline passed) only note a fact and call
/// [#advance()]; the steps decide. A step returns the state it leads to, and its own if it has to
/// wait. Everything runs on the thread of the session's event loop.
final class Session extends OpenSessions.Member implements SocketOwner, Runnable {
  private final Surroundings with;
  private final SessionAccount account;
  private final Connection client;
  private final Silence silence;
  private final Deadline deadline;

  private State state;
  private boolean advancing;
  private boolean again;

  /// What was read of the opening, as long as the client may get an answer of our own.
  private @Nullable Opening opening;

  /// Has the connection to the backend before it is [#backend].
  private @Nullable Reaching reaching;

  private @Nullable Connection backend;
  private Ending ending = Ending.INTERNAL_ERROR;
  private Side closedBy = Side.STARSHIP;

  Session(Surroundings with, Socket socket, SessionAccount account) {
    this.with = with;
    this.account = account;
    this.client = new Connection(with.loop(), with.reserve(), socket);
    this.silence = new Silence(with.settings().backends());
    this.deadline = new Deadline(with.loop(), this);
    this.state =
        new Prereading(
            new Preread(with.settings().preread(), with.settings().http()),
            new Held(with.settings().preread().maxBytes()));
    socket.owner(this);
    deadline.in(with.settings().preread().timeout());
  }

  @Override
  public void ready(Socket socket) {
    advance();
  }

  @Override
  public void run() {
    advance();
  }

  /// Goes on as far as the facts allow.
  void advance() {
    again = true;
    if (advancing) {
      return;
    }
    advancing = true;
    boolean sound = false;
    try {
      while (again) {
        again = false;
        State before = state;
        state = step(before);
        again |= !state.equals(before);
      }
      sound = true;
    } finally {
      advancing = false;
      if (!sound) {
        // The loop reports the bug; nothing of this session may stay behind.
        state = cut(Ending.INTERNAL_ERROR);
      }
    }
  }

  private State step(State before) {
    return switch (before) {
      case Prereading now -> preread(now);
      case LookingUp now -> awaitLookup(now);
      case Connecting now -> awaitBackend(now);
      case Relaying now -> relay(now);
      case Exchanging now -> exchange(now);
      case Refusing now -> sendRefusal(now);
      case Lingering now -> linger(now);
      case State.Ended now -> now;
    };
  }

  private State preread(Prereading now) {
    Held held = now.held();
    while (client.readable()) {
      int count = held.readFrom(client, with.loop().sharedBuffer());
      if (count == 0) {
        break;
      }
      if (count < 0) {
        return endEarly(count, held);
      }
      Opening read = now.preread().read(held.bytes(), held.length());
      account.opening(read);
      opening = read;
      if (!(read instanceof Opening.NeedMore)) {
        return follow(read, held, with.decisions().onOpening(read));
      }
    }
    if (deadline.passed()) {
      return refuse(held.isEmpty() ? Ending.PREREAD_TIMEOUT : Ending.OPENING_TIMEOUT, null);
    }
    return now;
  }

  private State endEarly(int count, Held held) {
    Ending broken = count == Socket.FAILED ? Ending.CLIENT_RESET : Ending.CLIENT_CLOSED_EARLY;
    return end(held.isEmpty() ? Ending.SILENT : broken, Side.CLIENT);
  }

  private State follow(Opening whole, Held held, Decision decision) {
    return switch (decision) {
      case Decision.LookUp(Host host) -> lookUp(host, held);
      case Connect connect -> reach(whole, held, connect);
      case Decision.Refuse(Ending why, String location) -> refuse(why, location);
    };
  }

  private State lookUp(Host host, Held held) {
    deadline.stop();
    account.lookupStarted(host, with.loop().nanoTime());
    Awaited<RouteLookup> lookup = new Awaited<>(with.loop(), this);
    with.lookups().ask(host, lookup);
    return new LookingUp(held, lookup);
  }

  private State awaitLookup(LookingUp now) {
    RouteLookup answer = now.lookup().answer();
    Opening whole = opening;
    if (answer == null || whole == null) {
      return now;
    }
    account.lookupEnded(answer, with.loop().nanoTime());
    return follow(whole, now.held(), with.decisions().onLookup(whole, answer));
  }

  private State reach(Opening whole, Held held, Connect decision) {
    FirstBytes first = FirstBytes.of(whole, held, with.settings().http());
    if (first == null) {
      return refuse(Ending.MALFORMED_REQUEST_BODY, null);
    }
    reaching = new Reaching(with, this, account, deadline, decision, first);
    return new Connecting(reaching, first.request(), decision.whenCompleted());
  }

  private State awaitBackend(Connecting now) {
    return switch (now.reaching().advance()) {
      case Reaching.Outcome.Waiting _ -> now;
      case Reaching.Outcome.Reached(Connection reached) -> pass(now, reached);
      case Reaching.Outcome.Failed(Ending why) -> refuse(why, null);
    };
  }

  private State pass(Connecting now, Connection reached) {
    reaching = null;
    backend = reached;
    silence.begin(with.loop().nanoTime());
    deadline.in(with.settings().backends().idleTimeout());
    OneRequest request = now.request();
    if (request == null) {
      return new Relaying(new Relay(with, client, reached), now.whenCompleted());
    }
    return new Exchanging(new Exchange(with, request, client, reached), now.whenCompleted());
  }

  private State relay(Relaying now) {
    Relay relay = now.relay();
    Relay.Standing standing = relay.move();
    noteMoves(relay.bytesMoved(), relay.halfClosed());
    return switch (standing) {
      case WAITING -> endIfSilent(now);
      case AGAIN -> comeBack(now);
      case COMPLETED -> end(now.whenCompleted(), relay.firstToFinish());
      case CLIENT_FAILED ->
          cut(now.whenBroken(relay.clientFinished() ? Ending.CLIENT_CLOSED : Ending.CLIENT_RESET));
      case BACKEND_FAILED ->
          relay.untouched()
              ? refuse(Ending.BACKEND_RESET, null)
              : cut(now.whenBroken(Ending.BACKEND_RESET));
    };
  }

  private State exchange(Exchanging now) {
    Exchange exchange = now.exchange();
    Exchange.Standing standing = exchange.move();
    noteMoves(exchange.bytesMoved(), false);
    account.status(exchange.status());
    return switch (standing) {
      case WAITING -> endIfSilent(now);
      case AGAIN -> comeBack(now);
      case UPGRADED -> new Relaying(exchange.relay(), now.whenCompleted());
      case ANSWERED -> finish(now.whenCompleted());
      case FAILED -> fail(exchange.failure());
    };
  }

  private State comeBack(State now) {
    with.loop().execute(this);
    return now;
  }

  // --- Silence -----------------------------------------------------------------------------------

  private void noteMoves(long moved, boolean halfClosed) {
    long time = with.loop().nanoTime();
    if (client.sent() > 0) {
      account.firstByte(time);
      opening = null;
    }
    if (silence.note(moved, halfClosed, time)) {
      deadline.in(silence.remaining(time));
    }
  }

  private State endIfSilent(State now) {
    if (!deadline.passed()) {
      return now;
    }
    Duration remaining = silence.remaining(with.loop().nanoTime());
    if (!remaining.isPositive()) {
      return cut(silence.ending());
    }
    deadline.in(remaining);
    return now;
  }

  // --- Endings -----------------------------------------------------------------------------------

  /// Ends with our own answer where the client can still get one, else by cutting both sides.
  private State fail(Ending why) {
    return why.refusable() && client.sent() == 0 ? refuse(why, null) : cut(why);
  }

  private State refuse(Ending why, @Nullable String location) {
    closeBackend();
    Answer answer = with.answers().to(why, opening, account, location);
    if (answer.bytes().length == 0) {
      return end(why, why.side());
    }
    ending = why;
    account.status(answer.status());
    deadline.in(with.settings().refusal().sendTimeout());
    client.send(answer.bytes(), 0, answer.bytes().length);
    return Refusing.REFUSING;
  }

  private State sendRefusal(Refusing now) {
    boolean sent = client.flush();
    noteMoves(client.sent(), false);
    if (client.failure() != null || deadline.passed()) {
      return close();
    }
    return sent ? finish(ending) : now;
  }

  /// Sends FIN and reads on for a while: closing with unread bytes would reset the connection and
  /// lose what was sent.
  private State finish(Ending why) {
    ending = why;
    closeBackend();
    client.finish();
    deadline.in(with.settings().refusal().lingerTimeout());
    return new Lingering(client.received() + with.settings().refusal().lingerBytes());
  }

  private State linger(Lingering now) {
    boolean gone = !client.discardUntil(now.untilReceived(), with.loop().sharedBuffer());
    boolean enough = client.received() >= now.untilReceived();
    return gone || enough || deadline.passed() ? close() : now;
  }

  /// Resets both connections: a FIN would make a truncated answer look whole.
  private State cut(Ending why) {
    if (backend != null) {
      backend.reset();
    }
    client.reset();
    return end(why, why.side());
  }

  private State end(Ending why, Side whose) {
    ending = why;
    closedBy = whose;
    return close();
  }

  private State close() {
    deadline.stop();
    closeBackend();
    client.close();
    long time = with.loop().nanoTime();
    with.sessions()
        .ended(this, account.end(ending, closedBy, client.received(), client.sent(), time));
    return State.Ended.ENDED;
  }

  private void closeBackend() {
    if (reaching != null) {
      reaching.close();
      reaching = null;
    }
    if (backend != null) {
      backend.close();
    }
  }

  /// Ends the session if nobody waits for anything: no byte came yet, or the backend has answered
  /// and both sides have been silent for `quiet`.
  void endIfIdle(Duration quiet) {
    boolean idle =
        switch (state) {
          case Prereading(Preread _, Held held) -> held.isEmpty();
          case Relaying(Relay relay, Ending _) ->
              relay.atRest() && silence.lasts(quiet, with.loop().nanoTime());
          default -> false;
        };
    if (idle) {
      // In order, because the system may still hold bytes that a slow reader has to fetch.
      state = end(Ending.DRAINED, Side.STARSHIP);
    }
  }

  /// Ends the session whatever it is doing.
  void endNow() {
    if (!(state instanceof State.Ended)) {
      state = cut(Ending.DRAINED);
    }
  }
}
