package dev.starship.resolving;

import dev.starship.resolving.Names.Answer;
import dev.starship.seldom.SeldomLine;
import dev.starship.seldom.SeldomLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resolves names through the system's name servers and hosts file, and remembers what they said.
///
/// A name is asked for once however many wait for it, on a virtual thread. An answer lives as long
/// as its TTL says, within limits; then it is still given at once for a short time while the name
/// is asked for again. While the name servers fail, the last good addresses are used, for an hour
/// at most; while they say that there is no such name, for half a minute. While they fail for IPv4
/// or IPv6 alone, so are the addresses of that family. Names that failed are asked for ever more
/// seldom, and make no other name wait. Any thread.
public final class DnsResolver implements Resolver {
  private static final Logger LOG = LoggerFactory.getLogger(DnsResolver.class);

  private final SeldomLines failures;
  private final SeldomLine faults;
  private final Names names;
  private final ResolverLimits limits;
  private final LongSupplier nanoTime;
  private final Executor threads;
  private final Semaphore questions;
  private final Semaphore repeats;

  /// Sessions that wait for names that failed before.
  private final AtomicInteger waiting = new AtomicInteger();

  private final ResolverCounters counters = new ResolverCounters();
  private final ConcurrentHashMap<DnsName, OneName> known = new ConcurrentHashMap<>();

  /// Where the next one to forget is: looked for from the front, it would lie behind ever more that
  /// is empty.
  private Iterator<DnsName> nextToForget = known.keySet().iterator();

  /// Reads the system's configuration with the first question, and again when it has changed.
  public DnsResolver(ResolverLimits limits) {
    this(
        new SystemNames(
            Path.of("/etc/resolv.conf"), () -> DnsNames.ofSystem(limits), limits, System::nanoTime),
        limits,
        System::nanoTime,
        task -> Thread.ofVirtual().name("resolving").start(task));
  }

  DnsResolver(Names names, ResolverLimits limits, LongSupplier nanoTime, Executor threads) {
    failures = new SeldomLines(LOG, nanoTime);
    faults = SeldomLine.ofFaults(LOG, nanoTime);
    this.names = names;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.threads = threads;
    this.questions = new Semaphore(limits.questions());
    this.repeats = new Semaphore(limits.repeats());
  }

  @Override
  public void resolve(DnsName name, Consumer<Resolution> answered) {
    OneName it = known.get(name);
    if (it == null) {
      it = remember(name);
    }
    it.resolve(answered);
  }

  /// What it has done.
  public ResolverCounters counters() {
    return counters;
  }

  /// How many names are remembered.
  public int size() {
    return known.size();
  }

  private OneName remember(DnsName name) {
    if (known.size() >= limits.names()) {
      forgetOne();
    }
    return known.computeIfAbsent(name, OneName::new);
  }

  /// Any will do: names come from routes, and there are far fewer than are remembered.
  private synchronized void forgetOne() {
    if (!nextToForget.hasNext()) {
      nextToForget = known.keySet().iterator();
    }
    if (nextToForget.hasNext() && known.remove(nextToForget.next()) != null) {
      counters.forgot();
    }
  }

  /// Takes a place among those that wait for a name that failed before: it may take a minute until
  /// that is asked for again.
  private boolean mayWait() {
    boolean may = waiting.incrementAndGet() <= limits.waiting();
    if (!may) {
      waiting.decrementAndGet();
    }
    return may;
  }

  private Resolution resolution(Known of, long now) {
    if (of.isUsable(now)) {
      if (of.isFresh(now)) {
        counters.answeredFresh();
      } else {
        counters.answeredLastGood();
      }
      return new Resolution.Resolved(of.ips(now));
    }
    counters.answeredFailed();
    return new Resolution.Failed(of.failure());
  }

  private Answer ask(DnsName name, boolean failedBefore) {
    Semaphore places = failedBefore ? repeats : questions;
    try {
      if (!places.tryAcquire()) {
        counters.delayed(failedBefore);
        places.acquire();
      }
      try {
        counters.askedNames();
        return names.ask(name);
      } finally {
        places.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer.Failed("resolving was interrupted");
    } catch (RuntimeException | Error fault) {
      return failedBy(name, fault);
    }
  }

  /// Whoever waits must not wait for ever, also where the system has no thread left.
  private Answer failedBy(DnsName name, Throwable fault) {
    faults.error("A fault in resolving " + name + "; please report it", fault);
    return new Answer.Failed("a fault in resolving: " + fault.getClass().getSimpleName());
  }

  /// One name, what is known of it, and who waits for more.
  private final class OneName {
    private final DnsName name;
    private final List<Consumer<Resolution>> waiters = new ArrayList<>();
    private volatile Known state = Known.nothing(nanoTime.getAsLong());
    private boolean isAsked;

    /// How many of the waiters came when it had failed.
    private int limited;

    OneName(DnsName name) {
      this.name = name;
    }

    void resolve(Consumer<Resolution> answered) {
      long now = nanoTime.getAsLong();
      Known current = state;
      if (current.isFresh(now)) {
        answered.accept(resolution(current, now));
        return;
      }
      boolean ask = false;
      boolean waits;
      synchronized (this) {
        current = state;
        boolean failedBefore = current.failures() > 0;
        waits = !current.isEnough(now, limits) && (!failedBefore || mayWait());
        if (waits) {
          limited += failedBefore ? 1 : 0;
          waiters.add(answered);
        }
        if (!isAsked && now - current.askAgain() >= 0) {
          isAsked = true;
          ask = true;
        }
      }
      if (!waits) {
        answered.accept(resolution(current, now));
      }
      if (ask) {
        start();
      }
    }

    private void start() {
      try {
        threads.execute(() -> take(ask(name, state.failures() > 0)));
      } catch (RuntimeException | Error noThread) {
        take(failedBy(name, noThread));
      }
    }

    private void take(Answer answer) {
      long now = nanoTime.getAsLong();
      Known current;
      List<Consumer<Resolution>> told;
      synchronized (this) {
        current = state.after(answer, now, limits);
        state = current;
        isAsked = false;
        told = List.copyOf(waiters);
        waiters.clear();
        waiting.addAndGet(-limited);
        limited = 0;
      }
      for (Consumer<Resolution> each : told) {
        each.accept(resolution(current, now));
      }
      tellOfFailure(current, now);
    }

    private void tellOfFailure(Known current, long now) {
      if (!current.failure().isEmpty()) {
        failures.warn(
            name.host(),
            "the backend name %s cannot be resolved: %s%s"
                .formatted(
                    name,
                    current.failure(),
                    current.isUsable(now) ? "; its last good addresses are used" : ""));
      }
    }
  }
}
