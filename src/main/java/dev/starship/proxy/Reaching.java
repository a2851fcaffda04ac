package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.health.Standing;
import dev.starship.preread.Opening;
import dev.starship.proxy.Decision.Connect;
import dev.starship.transport.NetworkFailure;
import dev.starship.transport.Socket;
import dev.starship.transport.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The way of one session to its backend: names resolved, one of the addresses picked, the connect,
/// and the first bytes taken, within `backends.connectTimeout`. An address that fails gives way to
/// another, up to [RetryLimits], and each has that time anew: at once if no byte went there, else
/// if the session asks for a [#turn()]. An address of a name that takes its time is joined by one
/// of the other family, and the faster one wins (RFC 8305). The connection belongs to it until it
/// is reached.
final class Reaching {
  /// How far it has come.
  sealed interface Outcome {
    /// Waiting for an answer, the backend or the deadline.
    enum Waiting implements Outcome {
      WAITING
    }

    /// The backend has taken some of the first bytes; its connection keeps the others.
    ///
    /// @param key whose requests may use the connection too; null if no others may
    record Reached(Connection backend, BackendPool.@Nullable Key key) implements Outcome {}

    /// There is no backend, and nothing is left open.
    record Failed(Ending why) implements Outcome {}
  }

  /// One connection tried.
  private record Attempt(
      Candidate candidate,
      Standing standing,
      Connection connection,
      BackendPool.@Nullable Key key,
      boolean reused) {}

  private static final byte[] NO_HEADER = new byte[0];

  private final Surroundings with;
  private final Session session;
  private final SessionAccount account;
  private final Timer deadline;
  private final Connect decision;
  private final FirstBytes first;
  private final byte[] header;
  private final @Nullable Reuse reuse;
  private final Candidates candidates;
  private boolean mayReuse = true;

  /// Those that failed.
  private List<Address> tried = List.of();

  /// Why the attempt before failed; null if there was none.
  private @Nullable Ending lastFailure;

  private boolean begun;
  private long beganNanos;

  /// When the time of the attempt under way is over.
  private long untilNanos;

  private @Nullable Attempt attempt;

  /// The one that races with it.
  private @Nullable Attempt rival;

  /// The one that led to a backend, whose connection is another's now.
  private @Nullable Attempt reached;

  /// A way not yet begun.
  ///
  /// @param session told when [#advance()] is worth a call
  /// @param deadline set by it, and its own until it is over
  /// @param first what the backend gets first
  /// @param header the PROXY header that comes before them on a new connection; empty if none
  /// @param reuse which kept connections it may use; null if none
  Reaching(
      Surroundings with,
      Session session,
      SessionAccount account,
      Timer deadline,
      Connect decision,
      FirstBytes first,
      byte[] header,
      @Nullable Reuse reuse) {
    this.with = with;
    this.session = session;
    this.account = account;
    this.deadline = deadline;
    this.decision = decision;
    this.first = first;
    this.header = header;
    this.reuse = reuse;
    this.candidates = new Candidates(decision, with.guard());
  }

  /// Goes on as far as the facts allow.
  Outcome advance() {
    if (!begun) {
      begun = true;
      begin();
    }
    return attempt == null ? awaitAddresses() : await();
  }

  private void begin() {
    beganNanos = with.loop().nanoTime();
    startClock(beganNanos);
    candidates.resolve(with.resolver(), with.loop(), session);
  }

  private void startClock(long now) {
    account.connectStarted(decision, now);
    giveTime();
  }

  private Outcome awaitAddresses() {
    if (!candidates.known(tried, with.settings().retry().isLast(tried.size()))
        && !deadline.passed()) {
      return Outcome.Waiting.WAITING;
    }
    Candidate picked = pick();
    if (picked == null) {
      return new Outcome.Failed(whyNobody());
    }
    if (lastFailure != null) {
      with.picking().countRetry();
    }
    if (deadline.passed()) {
      // A name took all of it, which is not the fault of whoever is taken instead.
      giveTime();
    }
    begin(picked);
    return await();
  }

  private Ending whyNobody() {
    if (lastFailure != null) {
      return lastFailure;
    }
    return candidates.refused() ? Ending.BACKEND_NOT_ALLOWED : Ending.BACKEND_UNRESOLVED;
  }

  private void giveTime() {
    Duration time = with.settings().backends().connectTimeout();
    untilNanos = with.loop().nanoTime() + time.toNanos();
    deadline.start(time);
  }

  private @Nullable Candidate pick() {
    List<Candidate> all = candidates.list();
    with.picking().see(all, decision);
    if (reuse != null && mayReuse && tried.isEmpty()) {
      for (Candidate candidate : all) {
        if (reuse.hasOwn(candidate.address())) {
          return candidate;
        }
      }
    }
    Candidate picked = pick(all);
    with.picking().endTurn(account, all, tried);
    return picked == null ? null : orRival(picked);
  }

  private Candidate orRival(Candidate picked) {
    List<Candidate> rivals = candidates.rivals(picked);
    long now = with.loop().nanoTime();
    return with.picking().orRival(decision.balance(), account, picked, rivals, tried, now);
  }

  private @Nullable Candidate pick(List<Candidate> among) {
    return with.picking().pick(decision.balance(), account, among, tried, with.loop().nanoTime());
  }

  /// Takes a connection that was kept, or makes one, which others may race with after a while.
  private void begin(Candidate candidate) {
    account.connecting(candidate);
    Attempt made = connect(candidate, mayReuse);
    attempt = made;
    Duration alone = with.settings().race().after();
    if (!made.reused()
        && !candidates.rivals(candidate).isEmpty()
        && untilNanos - with.loop().nanoTime() > alone.toNanos()) {
      deadline.start(alone);
    }
  }

  private Attempt connect(Candidate candidate, boolean mayUseKept) {
    Address address = candidate.address();
    BackendPool.Key key = reuse == null ? null : reuse.key(address);
    Socket socket = mayUseKept && key != null ? with.pool().take(key, first) : null;
    boolean reused = socket != null;
    if (socket == null) {
      socket = with.loop().connect(address, session);
      if (socket.failure() == NetworkFailure.NO_DESCRIPTORS && with.pool().giveUp()) {
        socket = with.loop().connect(address, session);
      }
    } else {
      socket.owner(session);
    }
    Connection connection = new Connection(with.loop(), with.reserve(), socket);
    Standing standing = with.picking().begin(address);
    connection.countsAt(standing);
    return new Attempt(candidate, standing, connection, key, reused);
  }

  /// Goes on with the attempt under way, and with its rival: the first bytes go to whichever takes
  /// some first.
  private Outcome await() {
    Attempt made = Objects.requireNonNull(attempt, "no attempt is under way");
    NetworkFailure failure = offer(made);
    if (made.connection().sent() > 0) {
      if (rival != null) {
        with.picking().won();
        rival.connection().close();
      }
      return reach(made);
    }
    if (failure != null) {
      return made.reused() ? replace(made) : failedWith(failure, made);
    }
    Attempt second = rival;
    if (second != null) {
      failure = offer(second);
      if (second.connection().sent() > 0) {
        return reachSecond(second, made);
      }
      if (failure != null) {
        rival = null;
        drop(second, failure);
      }
    }
    return deadline.passed() ? timePassed(made) : Outcome.Waiting.WAITING;
  }

  private Outcome reachSecond(Attempt won, Attempt lost) {
    account.connecting(won.candidate());
    long until = with.loop().nanoTime() + with.settings().race().lost().toNanos();
    with.picking().lost(lost.standing(), until);
    lost.connection().close();
    return reach(won);
  }

  /// Sends the first bytes once it is connected.
  ///
  /// @return how its connection broke; null if it did not
  private @Nullable NetworkFailure offer(Attempt made) {
    Connection connection = made.connection();
    if (connection.keeps()) {
      connection.flush();
    } else if (connection.sent() == 0 && connection.writable()) {
      first.sendTo(connection, made.reused() ? NO_HEADER : header);
    }
    return connection.failure();
  }

  private Outcome reach(Attempt made) {
    long time = with.loop().nanoTime();
    account.connected(time);
    if (!made.reused()) {
      // That a kept connection takes bytes does not show that the backend is still there.
      made.standing().succeeded(time);
    }
    attempt = null;
    rival = null;
    reached = made;
    return new Outcome.Reached(made.connection(), made.key());
  }

  /// The attempt had its time, or only what it has for itself before another one joins it.
  private Outcome timePassed(Attempt made) {
    long left = untilNanos - with.loop().nanoTime();
    if (left <= 0) {
      giveUpRival();
      return failedWith(NetworkFailure.TIMED_OUT, made);
    }
    deadline.start(left);
    List<Candidate> rivals = rival == null ? candidates.rivals(made.candidate()) : List.of();
    Candidate second = rivals.isEmpty() ? null : pick(rivals);
    if (second == null) {
      return Outcome.Waiting.WAITING;
    }
    rival = connect(second, false);
    return await();
  }

  /// It has had less than its time, so that nothing is said against it.
  private void giveUpRival() {
    if (rival != null) {
      rival.connection().close();
      note(rival);
      rival = null;
    }
  }

  /// A kept connection was closed meanwhile: what it was taken for goes to the same address.
  private Outcome replace(Attempt stale) {
    connectAnew(stale);
    return await();
  }

  private void connectAnew(Attempt stale) {
    close();
    mayReuse = false;
    with.pool().noteRetry();
    begin(stale.candidate());
  }

  /// Goes on with the rival, or else tries another backend: no byte went to this one.
  private Outcome failedWith(NetworkFailure failure, Attempt made) {
    drop(made, failure);
    Attempt other = rival;
    if (other != null) {
      attempt = other;
      rival = null;
      account.connecting(other.candidate());
      return await();
    }
    attempt = null;
    Ending why = Failures.ofConnect(failure);
    if (!why.retryable() || !isWithinLimits()) {
      return new Outcome.Failed(why);
    }
    lastFailure = why;
    giveTime();
    return awaitAddresses();
  }

  private void drop(Attempt failed, NetworkFailure failure) {
    failed.connection().close();
    with.shortage().note(failure, with.sessions().count());
    if (Failures.ofConnect(failure).side() == Side.BACKEND) {
      with.picking().failed(failed.standing(), with.loop().nanoTime());
    }
    note(failed);
  }

  private void note(Attempt failed) {
    tried = Stream.concat(tried.stream(), Stream.of(failed.candidate().address())).toList();
  }

  /// Whether another backend may get the first bytes although nobody knows what this one, which has
  /// taken some, did with them.
  boolean isRepeatable(@Nullable Opening opening) {
    return first.isRepeatable(opening);
  }

  /// The backend that was reached is gone, and nothing came from it: goes on to another one, or, if
  /// a kept connection was only found to be closed, to the same one. That says nothing against its
  /// address: it may be the first bytes that it cannot bear.
  ///
  /// @return false if there is none within the limits
  boolean turn() {
    Attempt lost = Objects.requireNonNull(reached, "no backend was reached");
    if (lost.reused()) {
      startClock(with.loop().nanoTime());
      connectAnew(lost);
      return true;
    }
    note(lost);
    Candidate next = isWithinLimits() ? pick() : null;
    if (next == null) {
      return false;
    }
    with.picking().countTurn();
    startClock(with.loop().nanoTime());
    begin(next);
    return true;
  }

  private boolean isWithinLimits() {
    RetryLimits limits = with.settings().retry();
    return tried.size() < limits.attempts()
        && with.loop().nanoTime() - beganNanos < limits.time().toNanos();
  }

  /// Gives up.
  void close() {
    if (attempt != null) {
      attempt.connection().close();
      attempt = null;
    }
    if (rival != null) {
      rival.connection().close();
      rival = null;
    }
  }
}
