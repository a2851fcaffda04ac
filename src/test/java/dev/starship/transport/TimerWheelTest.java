package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Time is a number that the tests move.
class TimerWheelTest {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  private final List<Throwable> faults = new ArrayList<>();
  private final List<String> fired = new ArrayList<>();
  private long now = -12_345_678_901L; // System.nanoTime() may be negative
  private final TimerWheel wheel = new TimerWheel(() -> now, TICK, faults::add);

  @Test
  void firesOnceWhenItsDelayHasPassed() {
    Timer timer = timer("a");
    timer.start(3 * TICK);
    advance(3 * TICK - 1);
    assertThat(fired).isEmpty();
    assertThat(timer.running()).isTrue();
    advance(1);
    assertThat(fired).containsExactly("a");
    assertThat(timer.running()).isFalse();
    advance(TimeUnit.DAYS.toNanos(3));
    assertThat(fired).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10, 500, 640, 641, 40_960, 3_000_000, 86_400_000, 604_800_000})
  void isNeverEarlyAndLateByLessThanATick(long millis) {
    long delay = TimeUnit.MILLISECONDS.toNanos(millis);
    for (long offset = 0; offset < 130 * TICK; offset += TICK / 3) {
      now += offset;
      wheel.advance();
      timer("x").start(delay);
      advance(delay - 1);
      assertThat(fired).isEmpty();
      advance(TICK);
      assertThat(fired).containsExactly("x");
      fired.clear();
    }
  }

  @Test
  void firesInOrderOfTheirDueTimes() {
    timer("day").start(TimeUnit.HOURS.toNanos(24));
    timer("minute").start(TimeUnit.MINUTES.toNanos(1));
    timer("tick").start(TICK);
    timer("second").start(TimeUnit.SECONDS.toNanos(1));
    timer("hour").start(TimeUnit.HOURS.toNanos(1));
    advance(TimeUnit.DAYS.toNanos(2));
    assertThat(fired).containsExactly("tick", "second", "minute", "hour", "day");
  }

  @Test
  void firesInOrderOfTheirStartsWithinOneTick() {
    timer("early start, moved down").start(100 * TICK);
    advance(90 * TICK);
    timer("late start").start(10 * TICK);
    advance(10 * TICK);
    assertThat(fired).containsExactly("early start, moved down", "late start");
  }

  @Test
  void aStoppedTimerDoesNotFire() {
    Timer timer = timer("a");
    timer.stop();
    timer.start(TICK);
    timer.stop();
    timer.stop();
    assertThat(timer.running()).isFalse();
    advance(10 * TICK);
    assertThat(fired).isEmpty();
    assertThat(wheel.running()).isZero();
  }

  @Test
  void aNewStartReplacesTheOldOne() {
    Timer timer = timer("a");
    timer.start(2 * TICK);
    timer.start(5 * TICK);
    assertThat(wheel.running()).isEqualTo(1);
    advance(4 * TICK);
    assertThat(fired).isEmpty();
    advance(TICK);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void aTimerThatIsPutOffAgainAndAgainFiresOnceAndInTime() {
    Timer timer = timer("a");
    timer.start(3 * TICK);
    for (int i = 0; i < 1_000; i++) {
      advance(2 * TICK);
      timer.start(100 * TICK);
    }
    advance(100 * TICK - 1);
    assertThat(fired).isEmpty();
    assertThat(timer.running()).isTrue();
    advance(TICK);
    assertThat(fired).containsExactly("a");
    assertThat(wheel.running()).isZero();
  }

  @Test
  void aTimerThatWasPutOffCanStillFireEarlier() {
    Timer timer = timer("a");
    timer.start(1_000 * TICK);
    timer.start(5_000 * TICK);
    timer.start(10 * TICK);
    advance(10 * TICK);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void tellsThatItHasRunOutUntilItIsStartedOrStoppedAgain() {
    var told = new ArrayList<Boolean>();
    var timers = new ArrayList<Timer>();
    timers.add(wheel.newTimer(() -> told.add(timers.getFirst().passed())));
    Timer timer = timers.getFirst();
    timer.start(TICK);
    assertThat(timer.passed()).isFalse();
    advance(TICK);
    assertThat(told).containsExactly(true);
    assertThat(timer.passed()).isTrue();
    timer.start(TICK);
    assertThat(timer.passed()).isFalse();
    advance(TICK);
    assertThat(timer.passed()).isTrue();
    timer.stop();
    assertThat(timer.passed()).isFalse();
  }

  @Test
  void aTaskMayStartAndStopTimersOfTheSameTick() {
    Timer victim = timer("victim");
    Timer again = timer("again");
    Timer first =
        wheel.newTimer(() -> {
          fired.add("first");
          victim.stop();
          again.start(TICK);
        });
    first.start(TICK);
    victim.start(TICK);
    again.start(TICK);
    advance(TICK);
    assertThat(fired).containsExactly("first");
    advance(TICK);
    assertThat(fired).containsExactly("first", "again");
  }

  @Test
  void aTimerThatStartsItselfWithoutDelayWaitsForTheNextTick() {
    var timers = new ArrayList<Timer>();
    timers.add(
        wheel.newTimer(() -> {
          fired.add("again");
          timers.getFirst().start(0);
        }));
    timers.getFirst().start(0);
    advance(10 * TICK);
    assertThat(fired).hasSize(1);
    advance(TICK);
    assertThat(fired).hasSize(2);
  }

  @Test
  void whatATaskThrowsIsReportedAndTheOthersFire() {
    var bug = new IllegalStateException("bug");
    wheel
        .newTimer(() -> {
          throw bug;
        })
        .start(TICK);
    timer("b").start(TICK);
    advance(TICK);
    assertThat(faults).containsExactly(bug);
    assertThat(fired).containsExactly("b");
  }

  @Test
  void anEndlessDelayDoesNotOverflow() {
    Timer timer = timer("never");
    timer.start(Long.MAX_VALUE);
    advance(TimeUnit.DAYS.toNanos(10_000));
    assertThat(fired).isEmpty();
    assertThat(timer.running()).isTrue();
  }

  @Test
  void clearStopsEveryTimer() {
    for (long delay = TICK; delay < TimeUnit.DAYS.toNanos(30); delay *= 3) {
      timer("x").start(delay);
    }
    wheel.clear();
    assertThat(wheel.running()).isZero();
    assertThat(wheel.nanosUntilNext()).isEqualTo(Long.MAX_VALUE);
    advance(TimeUnit.DAYS.toNanos(40));
    assertThat(fired).isEmpty();
  }

  @Test
  void anIdleWheelWakesNobody() {
    assertThat(wheel.nanosUntilNext()).isEqualTo(Long.MAX_VALUE);
    timer("a").start(TimeUnit.HOURS.toNanos(24));
    int wakeUps = 0;
    while (fired.isEmpty()) {
      now += wheel.nanosUntilNext();
      wheel.advance();
      wakeUps++;
    }
    assertThat(wakeUps).as("one wake-up for each level it moves down").isLessThanOrEqualTo(4);
  }

  /// Thousands of random starts, stops and steps of time, compared with a list of due times.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesLikeASortedListOfDueTimes(long seed) {
    var random = new Random(seed);
    var model = new TimerModel(wheel, random, 200);
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(4) > 0) {
        model.startOrStopOne(now);
      } else {
        long sleep = random.nextBoolean() ? wheel.nanosUntilNext() : model.randomDelay() / 8;
        now += Math.min(sleep, TimeUnit.HOURS.toNanos(100));
        wheel.advance();
        model.compareAt(now);
      }
    }
    assertThat(model.fired()).as("timers that fired").isGreaterThan(1_000);
  }

  private Timer timer(String name) {
    return wheel.newTimer(() -> fired.add(name));
  }

  private void advance(long nanos) {
    now += nanos;
    wheel.advance();
  }

  /// What a wheel must do, in the simplest way: each running timer's due time, looked through at
  /// each step.
  private static final class TimerModel {
    /// Instead of a due time.
    private static final long STOPPED = Long.MIN_VALUE;

    private final Random random;
    private final List<Timer> timers = new ArrayList<>();
    private final long[] due;
    private final boolean[] hasFired;
    private int fired;

    TimerModel(TimerWheel wheel, Random random, int count) {
      this.random = random;
      this.due = new long[count];
      this.hasFired = new boolean[count];
      Arrays.fill(due, STOPPED);
      for (int i = 0; i < count; i++) {
        int index = i;
        timers.add(wheel.newTimer(() -> hasFired[index] = true));
      }
    }

    int fired() {
      return fired;
    }

    /// From a nanosecond to four days, each magnitude alike.
    long randomDelay() {
      return random.nextLong(1L << random.nextInt(1, 49));
    }

    void startOrStopOne(long now) {
      int index = random.nextInt(due.length);
      if (random.nextInt(4) == 0) {
        timers.get(index).stop();
        due[index] = STOPPED;
      } else {
        long delay = randomDelay();
        timers.get(index).start(delay);
        due[index] = now + delay;
      }
    }

    void compareAt(long now) {
      for (int i = 0; i < due.length; i++) {
        boolean mayFire = due[i] != STOPPED && due[i] <= now;
        boolean mustFire = due[i] != STOPPED && due[i] <= now - TICK;
        if (hasFired[i] ? !mayFire : mustFire) {
          fail("at %d timer %d, due at %d, fired: %s", now, i, due[i], hasFired[i]);
        }
        if (hasFired[i]) {
          hasFired[i] = false;
          due[i] = STOPPED;
          fired++;
        }
        if (timers.get(i).running() != (due[i] != STOPPED)) {
          fail("at %d timer %d, due at %d, does not know whether it runs", now, i, due[i]);
        }
      }
    }
  }
}
