package dev.starship.proxy;

import dev.starship.admission.Limit;
import dev.starship.seldom.Seldom;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator, at most once a minute for each, that new sessions are refused because there
/// are as many as `limits.maxSessions`, or the `maxSessions` of a listener, lets in. Any thread.
final class Crowding {
  private static final Logger LOG = LoggerFactory.getLogger(Crowding.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final int mostInAll;
  private final Seldom lineOfAll;
  private final Seldom lineOfListeners;

  /// @param nanoTime such as [System#nanoTime()]
  /// @param mostInAll `limits.maxSessions`
  Crowding(LongSupplier nanoTime, int mostInAll) {
    this.mostInAll = mostInAll;
    lineOfAll = new Seldom(PAUSE, nanoTime);
    lineOfListeners = new Seldom(PAUSE, nanoTime);
  }

  /// Takes note of a session that is refused.
  ///
  /// @param from the listener it came through
  void note(Limit over, ListenerSettings from) {
    if (over == Limit.SESSIONS && lineOfAll.isDue()) {
      LOG.warn(
          "There are {} sessions, as many as limits.maxSessions lets in: new ones are refused; raise it and the limit of"
              + " open files (ulimit -n, LimitNOFILE=) to more than twice as much, or limit those who hold them"
              + " (limits.sessionsPerClient, limits.sessionsPerHost)",
          mostInAll);
    } else if (over == Limit.LISTENER && lineOfListeners.isDue()) {
      LOG.warn(
          "Listener {} has {} sessions, as many as its maxSessions lets in: new ones are refused; raise it, or limit"
              + " those who hold them (limits.sessionsPerClient, limits.sessionsPerHost)",
          from.bind(),
          from.maxSessions());
    }
  }
}
