package dev.starship.routing;

import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long answers live: what the route says goes before what the answer's headers say, and that
/// before the settings.
final class Lives {
  private final CacheSettings settings;

  Lives(CacheSettings settings) {
    this.settings = settings;
  }

  /// What to remember of `route`, confirmed at `now`.
  Remembered of(Route route, String validator, Freshness freshness, long now, int epoch) {
    long life = millis(first(route.ttl(), freshness.life(), settings.ttl()));
    long freshUntil = now + life;
    // A life of zero means "ask every time", which a header cannot take back.
    long revalidateUntil =
        life > 0 && freshness.staleWhileRevalidate() != null
            ? freshUntil + millis(freshness.staleWhileRevalidate())
            : Remembered.NEVER;
    long usableUntil =
        freshness.staleIfError() != null
            ? freshUntil + millis(freshness.staleIfError())
            : Math.max(freshUntil, now + millis(settings.staleFor()));
    return new Remembered(
        Remembered.fresh(route, now),
        validator,
        freshUntil,
        revalidateUntil,
        Math.max(usableUntil, revalidateUntil),
        Remembered.NEVER,
        epoch,
        false);
  }

  /// What to remember of `before`, confirmed anew at `now` by an answer that may leave out what the
  /// first one said of its life (RFC 9111 section 4.3.4).
  Remembered again(Remembered before, Freshness freshness, long now, int epoch) {
    return freshness.equals(Freshness.UNSAID) && before.hasLived()
        ? before.again(now, epoch)
        : of(before.route(), before.validator(), freshness, now, epoch);
  }

  /// How long "no such host" is remembered.
  long missMillis(Freshness freshness) {
    return millis(first(null, freshness.life(), settings.negativeTtl()));
  }

  private static Duration first(
      @Nullable Duration byRoute, @Nullable Duration byAnswer, Duration bySettings) {
    return byRoute != null ? byRoute : byAnswer != null ? byAnswer : bySettings;
  }

  private static long millis(Duration time) {
    if (time.isNegative()) {
      return 0;
    }
    return time.compareTo(CacheSettings.LONGEST) > 0
        ? CacheSettings.LONGEST.toMillis()
        : time.toMillis();
  }
}
