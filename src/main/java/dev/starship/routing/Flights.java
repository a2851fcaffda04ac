package dev.starship.routing;

import dev.starship.address.Host;
import dev.starship.seldom.SeldomLine;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The questions on their way to the source, one for each host: recall from the snapshot if memory
/// has nothing yet, wait for a place, ask, take the answer in, tell everyone who waits. Any thread,
/// never blocks.
final class Flights {
  private static final String TOO_MANY = "too many lookups under way";

  private final ConcurrentMap<Host, Flight> table = new ConcurrentHashMap<>();
  private final CacheSettings settings;
  private final LookupLimits limits;
  private final Time time;
  private final LookupCounters counters;
  private final Memory memory;
  private final Asking asking;
  private final Slots slots;
  private final SourceBrake brake;
  private final AtomicInteger recalling = new AtomicInteger();
  private final SeldomLine faults;
  private final SourceTrouble trouble;
  private volatile Snapshot snapshot = Snapshot.NONE;
  private volatile boolean closed;

  Flights(
      CacheSettings settings,
      LookupLimits limits,
      Time time,
      LookupCounters counters,
      Memory memory,
      Asking asking) {
    this.settings = settings;
    this.limits = limits;
    this.time = time;
    this.counters = counters;
    this.memory = memory;
    this.asking = asking;
    slots = new Slots(limits);
    brake = new SourceBrake(limits, time::nanos);
    trouble = new SourceTrouble(time::nanos);
    faults = SeldomLine.ofFaults(LoggerFactory.getLogger(Flights.class), time::nanos);
  }

  /// From now on hosts that memory does not have are looked for in `newSnapshot`, while it is
  /// loading.
  void recallFrom(Snapshot newSnapshot) {
    snapshot = newSnapshot;
  }

  /// Has `host` asked for, by the question on its way or a new one, and tells `answered`.
  void fetch(Host host, Consumer<RouteLookup> answered) {
    while (!closed) {
      var own = new Flight(host);
      Flight other = table.putIfAbsent(host, own);
      RouteLookup known = other == null ? memory.atOnce(host) : null;
      if (known != null) {
        // It was answered after the caller looked.
        end(own, known);
        tell(answered, known);
        return;
      }
      if (join(other == null ? own : other, answered)) {
        if (other == null) {
          launch(own);
        }
        return;
      }
    }
    tell(answered, memory.otherwise(host, "Starship is stopping"));
  }

  /// Has `host` asked for in the background if its answer should be renewed.
  void refresh(Host host) {
    if (closed || table.containsKey(host) || !memory.wantsRefresh(host)) {
      return;
    }
    var own = new Flight(host);
    if (table.putIfAbsent(host, own) != null) {
      return;
    }
    if (memory.wantsRefresh(host)) {
      counters.count(LookupEvent.REFRESH);
      launch(own);
    } else if (isAwaited(own)) {
      RouteLookup known = memory.atOnce(host);
      if (known != null) {
        end(own, known);
      } else {
        launch(own);
      }
    }
  }

  /// Whether a session has joined a flight that is not needed otherwise, which ends if not.
  private boolean isAwaited(Flight unneeded) {
    return table.computeIfPresent(
            unneeded.host(), (_, flight) -> flight.endUnlessAwaited() ? null : flight)
        != null;
  }

  /// False if the answer came in the meantime, so that memory has to be looked at again.
  private boolean join(Flight flight, Consumer<RouteLookup> answered) {
    RouteLookup.Found old = memory.old(flight.host());
    switch (flight.join(answered, old != null, limits.waitersPerHost())) {
      case ENDED -> {
        RouteLookup known = memory.atOnce(flight.host());
        if (known != null) {
          tell(answered, known);
        }
        return known != null;
      }
      case FIRST -> {}
      case WAITS -> counters.count(LookupEvent.COALESCED);
      case OVERDUE -> tell(answered, old != null ? old : memory.otherwise(flight.host(), TOO_MANY));
      case FULL -> {
        counters.count(LookupEvent.WAITERS_FULL);
        tell(answered, memory.otherwise(flight.host(), "too many sessions wait for this host"));
      }
    }
    return true;
  }

  private void launch(Flight flight) {
    boolean known = memory.hit(flight.host()) != null;
    boolean recalls = !known && snapshot.isLoading();
    if (known || recalls) {
      flight.rings(time.after(settings.freshWait(), () -> overdue(flight)));
    }
    if (!recalls) {
      queue(flight, known);
    } else if (recalling.incrementAndGet() <= limits.queued()) {
      if (!start(flight, this::recallThenQueue, time::startOnDisk)) {
        recalling.decrementAndGet();
      }
    } else {
      recalling.decrementAndGet();
      refuse(flight);
    }
  }

  private void refuse(Flight flight) {
    counters.count(LookupEvent.QUEUE_FULL);
    end(flight, memory.otherwise(flight.host(), TOO_MANY));
  }

  private void recallThenQueue(Flight flight) {
    Remembered left;
    try {
      left = snapshot.recall(flight.host());
    } finally {
      recalling.decrementAndGet();
    }
    if (left != null) {
      memory.recalled(flight.host(), left);
    }
    if (flight.isOverdue()) {
      overdue(flight);
    }
    queue(flight, left != null);
  }

  /// Whoever waits has waited long enough if there is an old answer.
  private void overdue(Flight flight) {
    flight.becomeOverdue();
    RouteLookup.Found old = memory.old(flight.host());
    if (old != null) {
      tell(flight.takeWaiters(), old);
    }
  }

  private void queue(Flight flight, boolean known) {
    BooleanSupplier start = () -> ask(flight);
    switch (slots.take(known, start)) {
      case TAKEN -> {}
      case QUEUED -> {
        counters.count(LookupEvent.QUEUED);
        var _ = time.after(limits.queuedFor(), () -> giveUp(flight, start));
      }
      case REFUSED -> refuse(flight);
    }
  }

  /// False if it has ended without a question.
  private boolean ask(Flight flight) {
    if (brake.mayAsk()) {
      return start(flight, this::fly, time::start);
    }
    counters.count(LookupEvent.BRAKED);
    end(flight, memory.otherwise(flight.host(), "the source fails, and was asked just now"));
    return false;
  }

  private void giveUp(Flight flight, BooleanSupplier start) {
    if (slots.withdraw(start)) {
      counters.count(LookupEvent.QUEUED_TOO_LONG);
      end(flight, memory.otherwise(flight.host(), TOO_MANY));
    }
  }

  /// Starts a part of a flight on another thread; false if the system has none, and then the flight
  /// has ended.
  private boolean start(Flight flight, Consumer<Flight> part, Executor threads) {
    try {
      threads.execute(() -> {
        try {
          part.accept(flight);
        } catch (RuntimeException | Error fault) {
          fail(flight, fault);
        }
      });
      return true;
    } catch (RuntimeException | Error noThread) {
      fail(flight, noThread);
      return false;
    }
  }

  /// Sessions must not wait for a flight that nobody ends.
  private void fail(Flight flight, Throwable fault) {
    faults.error("the lookup of " + flight.host() + " failed by a fault", fault);
    end(flight, memory.otherwise(flight.host(), "a fault: " + fault.getClass().getSimpleName()));
  }

  private void fly(Flight flight) {
    Host host = flight.host();
    flight.ask();
    Remembered known = memory.hit(host);
    SourceAnswer answer;
    try {
      answer = asking.ask(host, known == null ? "" : known.validator());
      if (answer instanceof SourceAnswer.Unchanged && flight.isPurged()) {
        answer = asking.ask(host, "");
      }
    } finally {
      slots.free();
    }
    land(flight, answer, known);
  }

  private void land(Flight flight, SourceAnswer answer, @Nullable Remembered known) {
    Memory.Taken taken =
        flight.take(current -> memory.takeIn(flight.host(), answer, known, current));
    if (flight.isOutdated()) {
      counters.count(LookupEvent.OUTDATED);
    }
    if (taken.failure() != null) {
      if (known != null) {
        // Names that nobody knows may be made so that the source chokes on them.
        brake.failed();
      }
      trouble.failed(flight.host(), taken.failure());
    } else {
      brake.answered();
      trouble.answered();
    }
    end(flight, taken.lookup());
  }

  /// Memory has the answer by now, so that whoever does not find the flight any more finds that.
  private void end(Flight flight, RouteLookup lookup) {
    table.remove(flight.host(), flight);
    tell(flight.end(), lookup);
  }

  /// A change has come: an answer that is on its way may be older, and the next session asks anew.
  void outdate(Change change) {
    switch (change) {
      case Change.OfHost(Host host, boolean deeper) when !deeper -> {
        Flight flight = table.get(host);
        if (flight != null) {
          outdate(flight, false);
        }
      }
      case Change.OfHost(Host host, boolean _) -> {
        for (Flight flight : table.values()) {
          if (HostTree.covers(host, flight.host())) {
            outdate(flight, false);
          }
        }
      }
      case Change.Purge _ -> table.values().forEach(flight -> outdate(flight, true));
      case Change.Reset _ -> table.values().forEach(flight -> outdate(flight, false));
    }
  }

  private void outdate(Flight flight, boolean byPurge) {
    if (flight.outdate(byPurge)) {
      table.remove(flight.host(), flight);
    }
  }

  private void tell(List<Consumer<RouteLookup>> waiters, RouteLookup lookup) {
    for (Consumer<RouteLookup> waiter : waiters) {
      tell(waiter, lookup);
    }
  }

  /// Tells one session. Holds no lock; a callback that throws costs nobody else the answer.
  void tell(Consumer<RouteLookup> answered, RouteLookup lookup) {
    counters.answered(lookup);
    try {
      answered.accept(lookup);
    } catch (RuntimeException e) {
      counters.count(LookupEvent.CALLBACK_FAILED);
      faults.error("a session threw when told of its lookup", e);
    }
  }

  /// Answers everyone who waits with what there is.
  void close() {
    closed = true;
    for (Flight flight : table.values()) {
      end(flight, memory.otherwise(flight.host(), "Starship is stopping"));
    }
  }

  int underWay() {
    return slots.underWay();
  }

  int queued() {
    return slots.queued();
  }
}
