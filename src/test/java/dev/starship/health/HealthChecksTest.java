package dev.starship.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.routing.ProxyVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When checks come and what they change, in simulated time that begins just before the clock
/// overflows.
class HealthChecksTest {
  private static final CheckSettings SETTINGS =
      new CheckSettings(
          CheckKind.TCP,
          CheckKind.NONE,
          null,
          "/",
          StatusRange.DEFAULT,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          2,
          3);

  private static final CheckLimits LIMITS = new CheckLimits(100, 4, Duration.ofMinutes(10));

  private final Standings standings = new Standings(HealthSettings.DEFAULT, HealthLimits.DEFAULT);
  private final Map<Address, CheckResult> sick = new HashMap<>();
  private final List<Address> checked = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private long now = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos();
  private final HealthChecks checks =
      new HealthChecks(
          SETTINGS,
          LIMITS,
          standings,
          this::check,
          () -> now,
          new SplittableRandom(7),
          Runnable::run);

  private CheckResult check(Address backend, Use use) {
    checked.add(backend);
    uses.add(use);
    return sick.getOrDefault(backend, CheckResult.PASSED);
  }

  private static Address address(int number) {
    return new Address(Ip.v4(10 << 24 | number), 443);
  }

  private void see(int number) {
    checks.seen(address(number), false, ProxyVersion.NONE);
  }

  private double readiness(int number) {
    Standing standing = standings.of(address(number));
    return standing == null ? 1 : standing.readiness(now);
  }

  /// Lets time pass in steps of the real thing; checks take no time.
  private void pass(Duration time) {
    long until = now + time.toNanos();
    while (until - now > 0) {
      now += Duration.ofMillis(100).toNanos();
      checks.runDue();
    }
  }

  @Test
  void checksAnAddressOnceAnIntervalHoweverManyHostsNameIt() {
    for (int i = 0; i < 1000; i++) {
      see(1);
      pass(Duration.ofMillis(100));
    }
    assertThat(checked).hasSizeBetween(18, 22).containsOnly(address(1));
    assertThat(checks.count(CheckResult.PASSED)).isEqualTo(checked.size());
  }

  @Test
  void spreadsChecksOverTheInterval() {
    for (int i = 0; i < 50; i++) {
      see(i);
    }
    int most = 0;
    for (int step = 0; step < 50; step++) {
      int before = checked.size();
      pass(Duration.ofMillis(100));
      most = Math.max(most, checked.size() - before);
    }
    assertThat(new HashSet<>(checked)).hasSize(50);
    assertThat(most).isLessThan(8);
  }

  @Test
  void takesOutWhoFailsOftenEnoughAndBringsItBackByASlowStart() {
    see(1);
    sick.put(address(1), CheckResult.TIMED_OUT);
    pass(Duration.ofSeconds(10));
    assertThat(checked).hasSize(2);
    assertThat(readiness(1)).isEqualTo(1);
    pass(Duration.ofSeconds(6));
    assertThat(readiness(1)).isZero();
    assertThat(checks.down()).isEqualTo(1);
    assertThat(checks.up()).isZero();
    assertThat(standings.ejected(now)).isEqualTo(1);

    sick.clear();
    pass(Duration.ofSeconds(5));
    assertThat(readiness(1)).isZero();
    pass(Duration.ofSeconds(6));
    assertThat(readiness(1)).isBetween(0.1, 0.3);
    assertThat(checks.down()).isZero();
    pass(Duration.ofSeconds(30));
    assertThat(readiness(1)).isEqualTo(1);
  }

  @Test
  void countsOnlyFailuresInARow() {
    see(1);
    for (int i = 0; i < 20; i++) {
      sick.put(address(1), i % 3 == 2 ? CheckResult.PASSED : CheckResult.BROKEN);
      int before = checked.size();
      while (checked.size() == before) {
        pass(Duration.ofMillis(100));
      }
      assertThat(readiness(1)).isEqualTo(1);
    }
  }

  @Test
  void staysOutHoweverManySessionsConnectAllTheSame() {
    see(1);
    sick.put(address(1), CheckResult.UNEXPECTED_STATUS);
    pass(Duration.ofSeconds(20));
    Standing standing = standings.begin(address(1));
    standing.succeeded(now);
    assertThat(readiness(1)).isZero();
    assertThat(standing.connections()).isEqualTo(1);
  }

  @Test
  void leavesAnEjectionByFailedConnectsAlone() {
    see(1);
    Standing standing = standings.begin(address(1));
    for (int i = 0; i < 3; i++) {
      standings.failed(standing, now);
    }
    pass(Duration.ofSeconds(4));
    assertThat(readiness(1)).isZero();
    pass(Duration.ofSeconds(2));
    assertThat(readiness(1)).isEqualTo(0.1);
  }

  @Test
  void forgetsAnAddressThatNobodyUses() {
    see(1);
    sick.put(address(1), CheckResult.UNREACHABLE);
    pass(Duration.ofMinutes(9));
    assertThat(readiness(1)).isZero();
    pass(Duration.ofMinutes(2));
    int before = checked.size();
    assertThat(checks.up() + checks.down()).isZero();
    assertThat(readiness(1)).isPositive();
    pass(Duration.ofMinutes(1));
    assertThat(checked).hasSize(before);
    see(1);
    pass(Duration.ofSeconds(6));
    assertThat(checked.size()).isGreaterThan(before);
  }

  @Test
  void checksOnAsLongAsSessionsCome() {
    see(1);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMinutes(5));
      see(1);
    }
    assertThat(checked.size()).isBetween(1100, 1300);
  }

  @Test
  void checksNoMoreAddressesThanTheLimit() {
    for (int i = 0; i < 150; i++) {
      see(i);
    }
    pass(Duration.ofSeconds(6));
    assertThat(new HashSet<>(checked)).hasSize(100);
    assertThat(checks.leftOut()).isEqualTo(50);
    assertThat(checks.up()).isEqualTo(100);
  }

  /// A cluster that is silent as a whole would else make the checks of all others late.
  @Test
  void leavesOutUntilTheNextIntervalWhatTheLimitHasNoPlaceFor() throws InterruptedException {
    Set<Address> asked = ConcurrentHashMap.newKeySet();
    Semaphore began = new Semaphore(0);
    Semaphore mayEnd = new Semaphore(0);
    HealthChecks own =
        new HealthChecks(
            SETTINGS,
            LIMITS,
            standings,
            (backend, _) -> {
              asked.add(backend);
              began.release();
              mayEnd.acquireUninterruptibly();
              return CheckResult.PASSED;
            },
            () -> now,
            new SplittableRandom(7),
            task -> Thread.ofVirtual().start(task));
    for (int i = 0; i < 6; i++) {
      own.seen(address(i), false, ProxyVersion.NONE);
    }
    own.runDue();
    now += Duration.ofSeconds(5).toNanos();
    own.runDue();
    await(began, LIMITS.atOnce());
    assertThat(own.skipped()).isEqualTo(2);
    own.runDue();
    assertThat(own.skipped()).isEqualTo(2);

    mayEnd.release(1_000);
    Eventually.holds(
        "the others have their turn",
        () -> {
          now += Duration.ofSeconds(5).toNanos();
          own.runDue();
          return asked.size() == 6;
        });
  }

  @Test
  void judgesNobodyByAChecksWantOfADescriptor() {
    see(1);
    sick.put(address(1), CheckResult.NO_SOCKET);
    pass(Duration.ofSeconds(30));
    assertThat(checks.count(CheckResult.NO_SOCKET)).isPositive();
    assertThat(readiness(1)).isEqualTo(1);
  }

  private static void await(Semaphore checks, int count) throws InterruptedException {
    assertThat(checks.tryAcquire(count, Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void onlyConnectsWhereSessionsDisagreeOnWhatABackendIs() {
    see(1);
    pass(Duration.ofSeconds(5));
    assertThat(uses).containsOnly(new Use(false, ProxyVersion.NONE));
    checks.seen(address(1), true, ProxyVersion.V2);
    uses.clear();
    pass(Duration.ofSeconds(6));
    assertThat(uses).containsOnly(new Use(false, ProxyVersion.NONE, true));
    CheckSettings asking =
        new CheckSettings(
            CheckKind.HANDSHAKE,
            CheckKind.NONE,
            Host.parse("health.internal").orElseThrow(),
            "/",
            StatusRange.DEFAULT,
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            2,
            3);
    assertThat(asking.kind(new Use(false, ProxyVersion.NONE))).isEqualTo(CheckKind.HANDSHAKE);
    assertThat(asking.kind(uses.getFirst())).isEqualTo(CheckKind.TCP);
  }

  @Test
  void checksNothingThatIsNotAskedFor() {
    checks.seen(address(1), true, ProxyVersion.NONE);
    pass(Duration.ofSeconds(10));
    assertThat(checked).isEmpty();
    assertThat(standings.size()).isZero();
  }

  @Test
  void goesOnAfterAFault() {
    see(1);
    boolean[] faulty = {true};
    HealthChecks own =
        new HealthChecks(
            SETTINGS,
            LIMITS,
            standings,
            (_, _) -> {
              if (faulty[0]) {
                throw new IllegalStateException("a fault of the test");
              }
              return CheckResult.PASSED;
            },
            () -> now,
            new SplittableRandom(7),
            Runnable::run);
    own.seen(address(2), false, ProxyVersion.NONE);
    for (int i = 0; i < 100; i++) {
      now += Duration.ofMillis(100).toNanos();
      own.runDue();
      faulty[0] = i < 50;
    }
    assertThat(own.count(CheckResult.PASSED)).isPositive();
  }
}
