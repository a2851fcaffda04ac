package dev.starship.proxy;

import dev.starship.admission.Limit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator, at most once a minute for each, that new sessions are refused because there
/// are as many as `limits.maxSessions`, or the `maxSessions` of a listener, lets in. Any thread.
final class Crowding {
  private static final Logger LOG = LoggerFactory.getLogger(Crowding.class);
  private static final long LOG_EVERY_MILLIS = 60_000;

  private final LongSupplier steadyMillis;
  private final int mostInAll;
  private final AtomicLong allToldAt = new AtomicLong(Long.MIN_VALUE / 2);
  private final AtomicLong listenerToldAt = new AtomicLong(Long.MIN_VALUE / 2);

  /// @param steadyMillis milliseconds of a clock that never goes back
  /// @param mostInAll `limits.maxSessions`
  Crowding(LongSupplier steadyMillis, int mostInAll) {
    this.steadyMillis = steadyMillis;
    this.mostInAll = mostInAll;
  }

  /// Takes note of a session that is refused.
  ///
  /// @param from the listener it came through
  void note(Limit over, ListenerSettings from) {
    if (over == Limit.SESSIONS && mayTell(allToldAt)) {
      LOG.warn(
          "There are {} sessions, as many as limits.maxSessions lets in: new ones are refused; raise it and the limit of"
              + " open files (ulimit -n, LimitNOFILE=) to more than twice as much, or limit those who hold them"
              + " (limits.sessionsPerClient, limits.sessionsPerHost)",
          mostInAll);
    } else if (over == Limit.LISTENER && mayTell(listenerToldAt)) {
      LOG.warn(
          "Listener {} has {} sessions, as many as its maxSessions lets in: new ones are refused; raise it, or limit"
              + " those who hold them (limits.sessionsPerClient, limits.sessionsPerHost)",
          from.bind(),
          from.maxSessions());
    }
  }

  private boolean mayTell(AtomicLong toldAt) {
    long now = steadyMillis.getAsLong();
    long before = toldAt.get();
    return now - before >= LOG_EVERY_MILLIS && toldAt.compareAndSet(before, now);
  }
}
