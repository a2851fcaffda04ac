package dev.starship.routing;

import dev.starship.address.Host;
import dev.starship.seldom.SeldomLine;
import org.slf4j.LoggerFactory;

/// Asks the source: counts, times, and turns a source that throws into one that failed. Any thread;
/// blocks.
final class Asking {
  private final RouteSource source;
  private final Time time;
  private final LookupCounters counters;
  private final SeldomLine faults;

  Asking(RouteSource source, Time time, LookupCounters counters) {
    this.source = source;
    this.time = time;
    this.counters = counters;
    faults = SeldomLine.ofFaults(LoggerFactory.getLogger(Asking.class), time::nanos);
  }

  SourceAnswer ask(Host host, String validator) {
    long start = time.nanos();
    SourceAnswer answer = answer(host, validator);
    counters.asked(outcome(answer), time.nanos() - start, time.wallMillis());
    return answer;
  }

  /// A source must not throw; if one does, the sessions that wait must not wait for ever.
  private SourceAnswer answer(Host host, String validator) {
    try {
      return source.ask(host, validator);
    } catch (RuntimeException | Error e) {
      faults.error("the source of routes threw when asked for " + host, e);
      return new SourceAnswer.Failed("a fault in the source: " + e.getClass().getSimpleName());
    }
  }

  private static SourceOutcome outcome(SourceAnswer answer) {
    return switch (answer) {
      case SourceAnswer.Found _ -> SourceOutcome.FOUND;
      case SourceAnswer.Unchanged _ -> SourceOutcome.UNCHANGED;
      case SourceAnswer.Unknown unknown ->
          unknown.certain() ? SourceOutcome.UNKNOWN : SourceOutcome.UNCERTAIN;
      case SourceAnswer.Failed _ -> SourceOutcome.FAILED;
    };
  }
}
