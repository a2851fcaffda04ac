package dev.starship.health;

import dev.starship.address.Address;
import dev.starship.routing.ProxyVersion;
import dev.starship.seldom.SeldomLine;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks the addresses that sessions may come to, each on a virtual thread and as often as if one
/// host alone named it. One that failed often enough counts as ejected until it passes again, and
/// comes back by a slow start. Addresses nobody uses any more are forgotten.
public final class HealthChecks implements Watch, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  /// How often it is looked for new addresses and for checks that are due.
  private static final Duration LOOK = Duration.ofMillis(100);

  /// How much an interval may be shorter or longer, so that checks do not come in step.
  private static final double JITTER = 0.1;

  private final CheckSettings settings;
  private final CheckLimits limits;
  private final Standings standings;
  private final Check check;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Executor threads;
  private final Semaphore free;
  private final ConcurrentHashMap<Address, Checked> known = new ConcurrentHashMap<>();

  /// Those never checked, and those whose check is over.
  private final ConcurrentLinkedQueue<Checked> fresh = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<Checked> done = new ConcurrentLinkedQueue<>();

  private final PriorityQueue<Checked> waiting =
      new PriorityQueue<>(
          // Differences, because nanoseconds of the system may overflow.
          (Comparator<Checked>) (one, other) -> Long.signum(one.due() - other.due()));

  /// Filled before anybody sees it, and never changed.
  private final Map<CheckResult, LongAdder> results = new EnumMap<>(CheckResult.class);

  private final LongAdder skipped = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final SeldomLine faults;
  private volatile boolean closed;

  HealthChecks(
      CheckSettings settings,
      CheckLimits limits,
      Standings standings,
      Check check,
      LongSupplier nanoTime,
      RandomGenerator random,
      Executor threads) {
    this.settings = settings;
    this.limits = limits;
    this.standings = standings;
    this.check = check;
    this.nanoTime = nanoTime;
    this.random = random;
    this.threads = threads;
    faults = SeldomLine.ofFaults(LOG, nanoTime);
    this.free = new Semaphore(limits.atOnce());
    for (CheckResult result : CheckResult.values()) {
      results.put(result, new LongAdder());
    }
  }

  /// Begins to check what is going to be seen.
  public static HealthChecks start(CheckSettings settings, Standings standings) {
    HealthChecks checks =
        new HealthChecks(
            settings,
            CheckLimits.DEFAULT,
            standings,
            new NetworkCheck(settings),
            System::nanoTime,
            new SplittableRandom(),
            task -> Thread.ofVirtual().name("check").start(task));
    Thread.ofVirtual().name("checks").start(checks::run);
    return checks;
  }

  private void run() {
    while (!closed) {
      runDue();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Override
  public void seen(Address backend, boolean http, ProxyVersion header) {
    Checked one = known.get(backend);
    if (one == null) {
      begin(backend, new Use(http, header));
    } else {
      one.seen(http, header);
    }
  }

  private void begin(Address backend, Use use) {
    if (settings.kind(use) == CheckKind.NONE) {
      return;
    }
    if (known.size() >= limits.addresses()) {
      left.increment();
      return;
    }
    known.computeIfAbsent(
        backend,
        _ -> {
          Checked one = new Checked(backend, standings.watch(backend), use);
          fresh.add(one);
          return one;
        });
  }

  /// Begins the checks that are due. By one thread.
  void runDue() {
    long now = nanoTime.getAsLong();
    for (Checked one = fresh.poll(); one != null; one = fresh.poll()) {
      one.due(now + (long) (random.nextDouble() * settings.interval().toNanos()));
      waiting.add(one);
    }
    for (Checked one = done.poll(); one != null; one = done.poll()) {
      waiting.add(one);
    }
    while (!waiting.isEmpty() && now - waiting.element().due() >= 0 && !closed) {
      Checked one = waiting.remove();
      if (one.isUnusedFor(limits.unused().toNanos(), now)) {
        known.remove(one.address());
        one.standing().unwatch(now);
      } else {
        double share = 1 + JITTER * (2 * random.nextDouble() - 1);
        one.due(now + (long) (share * settings.interval().toNanos()));
        begin(one);
      }
    }
  }

  private void begin(Checked one) {
    if (!free.tryAcquire()) {
      // Waiting would make the checks of all others late: silent addresses take longest.
      skipped.increment();
      waiting.add(one);
      return;
    }
    threads.execute(() -> check(one));
  }

  private void check(Checked one) {
    try {
      CheckResult result = check.of(one.address(), one.use());
      counter(result).increment();
      note(one, result);
    } catch (RuntimeException fault) {
      // The next check of this address must come all the same.
      faults.error("A fault in a check of " + one.address() + "; please report it", fault);
    } finally {
      free.release();
      done.add(one);
    }
  }

  private void note(Checked one, CheckResult result) {
    switch (one.note(result, settings)) {
      case NONE -> {}
      case DOWN -> {
        one.standing().takeOut();
        LOG.warn(
            "Backend {} is down: {} checks in a row failed, the last because {}",
            one.address(),
            settings.fall(),
            result.why());
      }
      case UP -> {
        one.standing().bringBack(nanoTime.getAsLong());
        LOG.info("Backend {} is up again", one.address());
      }
    }
  }

  /// How many checks had this result.
  public long count(CheckResult result) {
    return counter(result).sum();
  }

  private LongAdder counter(CheckResult result) {
    return Objects.requireNonNull(results.get(result));
  }

  /// How many addresses are checked and were well when last heard of.
  public long up() {
    return known.size() - down();
  }

  /// How many addresses are out because of their checks.
  public long down() {
    return known.values().stream().filter(Checked::isDown).count();
  }

  /// How many checks were left out until the next interval because too many were under way.
  public long skipped() {
    return skipped.sum();
  }

  /// How often an address was not checked because too many were.
  public long leftOut() {
    return left.sum();
  }

  /// Begins no further check.
  @Override
  public void close() {
    closed = true;
  }
}
