package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.transport.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When a session has been silent for too long, step by step in a time of our own.
class SilenceTest {
  private static final long SECOND = 1_000_000_000;

  private final Deadline deadline = new Deadline();
  private final Silence silence = new Silence(settings(1_000), deadline);
  private long now = 5 * SECOND;

  private static BackendSettings settings(int responseSeconds) {
    BackendSettings usual = BackendSettings.DEFAULT;
    return new BackendSettings(
        usual.tlsPort(),
        usual.httpPort(),
        usual.connectTimeout(),
        Duration.ofSeconds(100),
        Duration.ofSeconds(responseSeconds),
        Duration.ofSeconds(10),
        usual.balance(),
        usual.health(),
        usual.proxyProtocol());
  }

  @BeforeEach
  void begin() {
    silence.begin(now);
  }

  @Test
  void lastsAsLongAsNoByteMoves() {
    after(99);
    assertThat(ending()).isNull();
    after(1);
    assertThat(ending()).isEqualTo(Ending.IDLE_TIMEOUT);
  }

  @Test
  void beginsAnewWithEachByte() {
    after(60);
    silence.note(now, 1, false);
    after(99);
    silence.note(now, 1, false);
    assertThat(ending()).isNull();
    after(1);
    assertThat(ending()).isEqualTo(Ending.IDLE_TIMEOUT);
  }

  @Test
  void isTheBackendsWhereItHasToAnswer() {
    after(100);
    assertThat(silence.ending(now, true)).isEqualTo(Ending.BACKEND_TIMEOUT);
  }

  @Test
  void mayBeShorterWhileTheBackendHasToAnswer() {
    Silence impatient = new Silence(settings(20), deadline);
    impatient.begin(now);
    after(10);
    impatient.note(now, 1, false);
    assertThat(impatient.ending(now, true)).isNull();
    after(19);
    assertThat(impatient.ending(now, true)).isNull();
    after(1);
    assertThat(impatient.ending(now, true)).isEqualTo(Ending.BACKEND_TIMEOUT);
  }

  @Test
  void mayBeShorterStillOnceTheClientHasFinished() {
    Silence impatient = new Silence(settings(5), deadline);
    impatient.begin(now);
    assertThat(impatient.ending(now, true)).isNull();
    after(4);
    impatient.note(now, 0, true);
    assertThat(impatient.ending(now, true)).isNull();
    after(4);
    assertThat(impatient.ending(now, true)).isNull();
    after(1);
    assertThat(impatient.ending(now, true)).isEqualTo(Ending.BACKEND_TIMEOUT);
  }

  @Test
  void isAsLongAsEverOnceTheBackendHasBegunToAnswer() {
    Silence impatient = new Silence(settings(20), deadline);
    impatient.begin(now);
    assertThat(impatient.ending(now, true)).isNull();
    after(5);
    impatient.note(now, 1, false);
    assertThat(impatient.ending(now, false)).isNull();
    after(99);
    assertThat(impatient.ending(now, false)).isNull();
    after(1);
    assertThat(impatient.ending(now, false)).isEqualTo(Ending.IDLE_TIMEOUT);
  }

  @Test
  void mayBeShorterOnceOneSideHasFinished() {
    silence.note(now, 7, true);
    after(9);
    assertThat(ending()).isNull();
    after(1);
    assertThat(ending()).isEqualTo(Ending.HALF_CLOSED_TIMEOUT);
  }

  @Test
  void leavesTimeToAnswerAFinThatCameAfterALongerOne() {
    after(50);
    silence.note(now, 0, true);
    assertThat(ending()).isNull();
    after(9);
    silence.note(now, 0, true);
    assertThat(ending()).isNull();
    after(1);
    assertThat(ending()).isEqualTo(Ending.HALF_CLOSED_TIMEOUT);
  }

  private void after(long seconds) {
    now += seconds * SECOND;
  }

  private @Nullable Ending ending() {
    return silence.ending(now, false);
  }

  /// The deadline of a session, by the test's time.
  private final class Deadline implements Timer {
    private long at = Long.MAX_VALUE;

    @Override
    public void start(long delayNanos) {
      at = now + delayNanos;
    }

    @Override
    public void stop() {
      at = Long.MAX_VALUE;
    }

    @Override
    public boolean running() {
      return now < at && at != Long.MAX_VALUE;
    }

    @Override
    public boolean passed() {
      return now >= at;
    }
  }
}
