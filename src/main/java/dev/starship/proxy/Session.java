package dev.starship.proxy;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.http.RequestHead;
import dev.starship.preread.Opening;
import dev.starship.proxy.Decision.Connect;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.routing.RouteLookup;
import dev.starship.transport.Socket;
import dev.starship.transport.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client connection, from accept to end.
///
/// ```
/// Prereading -> LookingUp -> Connecting <-> Relaying -------------------------> Ended
///     ^             |            ^  \-----> Exchanging -> Relaying or Lingering -^
///     |             |            +--turn-----+  |  |                             |
///     |             +------------+--------------+--+-> Refusing -> Lingering ----+
///     +-- KeptAlive <-- (another request) ------+------+
/// ```
///
/// Where a listener demands a PROXY header, ReadingProxyHeader comes before all. TLS and unknown
/// protocols go through once. HTTP goes round for each request of the connection, and each is
/// looked up and sent on its own. LookingUp is passed over where the opening names no host and
/// there is a catch-all, KeptAlive where the next request is there already. It turns back to
/// Connecting where a backend breaks off unanswered and what it got may go to another. From each
/// state a session can end at once: a peer is gone, or a timer says so.
///
/// Callbacks (a socket is ready, an answer came, a deadline passed) only note a fact and have the
/// session [advance][Advancing#advance()]; the steps decide. All on the thread of its event loop.
final class Session extends Advancing {
  private final Surroundings with;
  private final SessionAccount account;
  private final Connection client;
  private final Gate gate;
  private final BackendSide backend;
  private final Timer deadline;

  /// What was read of the opening, as long as the client may get an answer of our own.
  private @Nullable Opening opening;

  // Made when they are needed: the many whose openings never become whole do without.
  private @Nullable Requests requests;
  private @Nullable Silence silence;

  private Ending ending = Ending.INTERNAL_ERROR;
  private Side closedBy = Side.STARSHIP;

  Session(Surroundings with, Arrival arrival) {
    super(with.loop(), arrival.first(with));
    this.with = with;
    this.account = arrival.account();
    this.client = new Connection(with.loop(), with.reserve(), arrival.socket());
    this.gate = new Gate(with, account, arrival.places());
    this.deadline = with.loop().newTimer(this);
    this.backend = new BackendSide(with, this, account, gate, deadline);
    arrival.socket().owner(this);
    deadline.start(gate.openingTimeout());
  }

  @Override
  State step(State before) {
    return switch (before) {
      case State.ReadingProxyHeader now -> readProxyHeader(now);
      case State.Prereading now -> preread(now);
      case State.LookingUp now -> awaitLookup(now);
      case State.Connecting now -> awaitBackend(now);
      case State.Relaying now -> relay(now);
      case State.Exchanging now -> exchange(now);
      case State.Refusing now -> sendRefusal(now);
      case State.KeptAlive now -> awaitRequest(now);
      case State.Lingering now -> linger(now);
      case State.Ended now -> now;
    };
  }

  private Requests requests() {
    if (requests == null) {
      requests = new Requests(with, account, client);
    }
    return requests;
  }

  private Silence silence() {
    if (silence == null) {
      silence = new Silence(with.settings().backends(), deadline);
    }
    return silence;
  }

  private State readProxyHeader(State.ReadingProxyHeader now) {
    return switch (now.preface().read(client, with.loop().sharedBuffer())) {
      case Preface.Outcome.Waiting _ ->
          deadline.passed() ? end(Ending.PREREAD_TIMEOUT, Side.CLIENT) : now;
      case Preface.Outcome.Failed(Ending why) -> end(why, why.side());
      case Preface.Outcome.Told(ProxyHeader header) -> letIn(header, now.preface().held());
    };
  }

  private State letIn(ProxyHeader header, Held behindIt) {
    Ending cut = gate.proxied(header);
    if (cut != null) {
      return cut(cut);
    }
    if (gate.isOver()) {
      deadline.start(gate.openingTimeout());
    }
    return State.Prereading.ofOpening(with.settings(), behindIt);
  }

  private State preread(State.Prereading now) {
    Held held = now.held();
    while (true) {
      Opening read = now.preread().read(held.bytes(), held.length());
      if (!read.equals(opening)) {
        account.opening(read);
        opening = read;
      }
      if (!gate.mayHold(held.bytes().length)) {
        return refuse(Ending.OVERLOADED, null);
      }
      if (!(read instanceof Opening.NeedMore)) {
        return begin(read, held);
      }
      int count = held.readNext(client, with.loop().sharedBuffer());
      if (count < 0) {
        return end(held.endedBy(count), Side.CLIENT);
      }
      if (count == 0) {
        return deadline.passed()
            ? refuse(held.isEmpty() ? Ending.PREREAD_TIMEOUT : Ending.OPENING_TIMEOUT, null)
            : now;
      }
    }
  }

  private State begin(Opening whole, Held held) {
    if (whole instanceof Opening.Http(RequestHead head)
        && requests().begin(head, held).fault() != null) {
      return refuse(Ending.MALFORMED_REQUEST_BODY, null);
    }
    return follow(held, gate.afterOpening(with.decisions().onOpening(whole)));
  }

  private State follow(Held held, Decision decision) {
    return switch (decision) {
      case Decision.LookUp(Host host) -> lookUp(host, held);
      case Connect connect -> reach(held, connect);
      case Decision.Refuse(Ending why, String location) -> refuse(why, location);
    };
  }

  private State lookUp(Host host, Held held) {
    account.lookupStarted(host, with.loop().nanoTime());
    Awaited<RouteLookup> lookup = new Awaited<>(with.loop(), this);
    with.lookups().ask(host, lookup);
    return new State.LookingUp(held, lookup);
  }

  private State awaitLookup(State.LookingUp now) {
    RouteLookup answer = now.lookup().answer();
    Opening whole = opening;
    if (answer == null || whole == null) {
      return now;
    }
    account.lookupEnded(answer, with.loop().nanoTime());
    Decision decided = with.decisions().onLookup(whole, answer, account);
    Decision then = gate.afterLookup(answer, decided);
    // Not before: what a client asks for counts though it does not wait for the answer.
    return client.failure() == null ? follow(now.held(), then) : cut(Ending.CLIENT_RESET);
  }

  private State reach(Held held, Connect decision) {
    Request request = requests == null ? null : requests.current();
    backend.reach(decision, opening, request == null ? held : request, client);
    return new State.Connecting(request, decision.whenCompleted());
  }

  private State awaitBackend(State.Connecting now) {
    if (client.failure() != null) {
      return cut(Ending.CLIENT_RESET);
    }
    return switch (backend.advance(opening)) {
      case Reaching.Outcome.Waiting _ -> now;
      case Reaching.Outcome.Reached reached -> pass(now, reached.backend());
      case Reaching.Outcome.Failed(Ending why) -> refuse(why, null);
    };
  }

  private State pass(State.Connecting now, Connection connection) {
    silence().begin(with.loop().nanoTime());
    Request one = now.request();
    return one == null
        ? new State.Relaying(new Relay(with, client, connection), now.whenCompleted())
        : new State.Exchanging(
            new Exchange(with, gate, one, client, connection), now.whenCompleted());
  }

  private State relay(State.Relaying now) {
    Relay relay = now.relay();
    Relay.Progress progress = relay.move();
    noteMoves(relay.bytesMoved(), relay.halfClosed());
    if (client.sent() > 0) {
      opening = null;
      backend.settle(0);
    }
    return switch (progress) {
      case WAITING -> endIfSilent(now, false);
      case AGAIN -> comeBack(now);
      case COMPLETED -> end(now.whenCompleted(), relay.firstToFinish());
      case BACKEND_DONE -> finish(now.whenCompleted(), Side.BACKEND);
      case CLIENT_FAILED ->
          cut(now.whenBroken(relay.clientFinished() ? Ending.CLIENT_CLOSED : Ending.CLIENT_RESET));
      case BACKEND_FAILED -> turnOrEnd(now);
    };
  }

  private State turnOrEnd(State.Relaying broken) {
    if (broken.relay().isUnused() && backend.turn()) {
      return new State.Connecting(null, broken.whenCompleted());
    }
    return broken.relay().untouched() && !(opening instanceof Opening.Other)
        ? refuse(Ending.BACKEND_RESET, null)
        : cut(broken.whenBroken(Ending.BACKEND_RESET));
  }

  private State exchange(State.Exchanging now) {
    Exchange exchange = now.exchange();
    Exchange.Progress progress = exchange.move();
    noteMoves(exchange.bytesMoved(), client.ended());
    account.status(exchange.status());
    if (exchange.status() > 0) {
      opening = null;
      backend.settle(exchange.heldBytes());
    }
    backend.release(exchange);
    return switch (progress) {
      case WAITING -> endIfSilent(now, exchange.awaitsAnswer());
      case AGAIN -> comeBack(now);
      case UNANSWERED -> turnOrFail(now);
      case UPGRADED -> {
        gate.holds(0);
        requests().upgrade();
        yield new State.Relaying(exchange.relay(), now.whenCompleted());
      }
      case ANSWERED ->
          exchange.keepsClient()
              ? nextRequest(now.whenCompleted(), exchange.request().held())
              : finish(now.whenCompleted(), Side.STARSHIP);
      case FAILED -> fail(exchange.failure(), exchange.status() == 0);
    };
  }

  private State turnOrFail(State.Exchanging unanswered) {
    Exchange exchange = unanswered.exchange();
    return backend.turn()
        ? new State.Connecting(exchange.request(), unanswered.whenCompleted())
        : fail(exchange.failure(), true);
  }

  private void noteMoves(long moved, boolean halfClosed) {
    account.sent(client.sent(), with.loop().nanoTime());
    silence().note(with.loop().nanoTime(), moved, halfClosed);
  }

  private State endIfSilent(State now, boolean unanswered) {
    Ending silent = silence().ending(with.loop().nanoTime(), unanswered);
    return silent == null ? now : fail(silent, unanswered);
  }

  /// The request under way is answered; the next one may be held already.
  private State nextRequest(Ending answered, Held held) {
    endRequest(answered, Side.STARSHIP);
    gate.answered();
    if (held.beginsRequest()) {
      return beginRequest(held);
    }
    deadline.start(with.settings().requests().keepAliveTimeout());
    return new State.KeptAlive(held);
  }

  private State awaitRequest(State.KeptAlive now) {
    int count = now.held().readRequest(client, with.loop().sharedBuffer());
    if (count > 0) {
      return beginRequest(now.held());
    }
    if (count < 0) {
      return end(count == Socket.FAILED ? Ending.CLIENT_RESET : Ending.COMPLETED, Side.CLIENT);
    }
    return deadline.passed() ? end(Ending.COMPLETED, Side.STARSHIP) : now;
  }

  private State beginRequest(Held held) {
    deadline.start(with.settings().preread().timeout());
    return new State.Prereading(requests().readNext(held), held);
  }

  // --- Endings -----------------------------------------------------------------------------------

  /// Ends with our own answer where the client can still get one, else by cutting both sides.
  private State fail(Ending why, boolean unanswered) {
    return why.refusable() && unanswered && !client.keeps() ? refuse(why, null) : cut(why);
  }

  private State refuse(Ending why, @Nullable String location) {
    backend.leave(state());
    gate.answered();
    Held next = requests == null || gate.isOver() ? null : requests.behindRefused(why);
    Answer answer = with.answers().to(why, opening, account, location, next != null);
    opening = null;
    if (answer.bytes().length == 0) {
      return end(why, why.side());
    }
    ending = why;
    account.status(answer.status());
    deadline.start(with.settings().refusal().sendTimeout());
    client.send(answer.bytes(), 0, answer.bytes().length);
    return new State.Refusing(next);
  }

  private State sendRefusal(State.Refusing now) {
    boolean sent = client.flush();
    noteMoves(client.sent(), false);
    if (client.failure() != null || deadline.passed()) {
      return close();
    }
    Held next = now.next();
    return !sent ? now : next == null ? finish(ending, Side.STARSHIP) : nextRequest(ending, next);
  }

  /// Sends FIN and reads on for a while: a close with unread bytes would reset what was sent.
  private State finish(Ending why, Side whose) {
    State.Lingering until = State.Lingering.after(state(), with, client.received());
    ending = why;
    closedBy = whose;
    endRequest(why, whose);
    gate.answered();
    backend.close();
    client.finish();
    deadline.start(until.quiet());
    return until;
  }

  private State linger(State.Lingering now) {
    long before = client.received();
    boolean gone = !client.discard(now.untilReceived(), with.settings().relay().turnBytes());
    boolean over = gone || deadline.passed() || now.isOver(client, with.loop().nanoTime());
    if (!over && client.received() > before) {
      deadline.start(now.left(with.loop().nanoTime()));
    }
    return over ? close() : client.readable() ? comeBack(now) : now;
  }

  @Override
  State cut(Ending why) {
    boolean ours = why.side() == Side.STARSHIP;
    backend.cut(ours);
    client.cut(ours);
    return end(why, client.failure() == null ? why.side() : Side.CLIENT);
  }

  private void endRequest(Ending why, Side whose) {
    if (account.hasRequest()) {
      requests().end(why, whose);
    }
  }

  private State end(Ending why, Side whose) {
    ending = why;
    closedBy = whose;
    return close();
  }

  @Override
  State close() {
    deadline.stop();
    backend.end();
    client.close();
    gate.leave();
    endRequest(ending, closedBy);
    long time = with.loop().nanoTime();
    with.sessions()
        .ended(this, account.end(ending, closedBy, client.received(), client.sent(), time));
    return State.Ended.ENDED;
  }

  /// Ends the session if nobody waits for anything: no byte came yet, or the backend has answered
  /// and both sides have been silent for `quiet`.
  void endIfIdle(Duration quiet) {
    boolean relaying = state() instanceof State.Relaying;
    if (state().isIdle() && (!relaying || silence().lasts(with.loop().nanoTime(), quiet))) {
      // In order, because the system may still hold bytes that a slow reader has to fetch.
      state(end(Ending.DRAINED, Side.STARSHIP));
    }
  }
}
