package dev.starship.proxy;

import dev.starship.seldom.Seldom;
import dev.starship.transport.NetworkFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator, at most once a second, that the system has no descriptors, ports or memory
/// left. Any thread.
final class Shortage {
  private static final Logger LOG = LoggerFactory.getLogger(Shortage.class);
  private final AtomicLong noted = new AtomicLong();
  private final Seldom line;

  /// @param nanoTime such as [System#nanoTime()]
  Shortage(LongSupplier nanoTime) {
    line = new Seldom(Duration.ofSeconds(1), nanoTime);
  }

  /// Takes note of a failure if it is a refusal by this system.
  ///
  /// @param sessions how many sessions the event loop has open
  void note(NetworkFailure failure, int sessions) {
    if (!isShortage(failure)) {
      return;
    }
    noted.incrementAndGet();
    if (line.isDue()) {
      LOG.warn(
          "The system has run out of {} ({} sessions on this event loop): new connections wait or are refused; {}",
          what(failure),
          sessions,
          remedy(failure));
    }
  }

  private static boolean isShortage(NetworkFailure failure) {
    return switch (failure) {
      case NO_DESCRIPTORS, NO_PORTS, NO_MEMORY -> true;
      case REFUSED, RESET, TIMED_OUT, UNREACHABLE, ADDRESS_IN_USE, OTHER -> false;
    };
  }

  /// How many refusals were noted.
  long noted() {
    return noted.get();
  }

  private static String what(NetworkFailure failure) {
    return switch (failure) {
      case NO_DESCRIPTORS -> "descriptors";
      case NO_PORTS -> "local ports";
      default -> "memory for sockets";
    };
  }

  private static String remedy(NetworkFailure failure) {
    return switch (failure) {
      case NO_DESCRIPTORS -> "raise the limit of open files (ulimit -n, LimitNOFILE=)";
      case NO_PORTS -> "widen net.ipv4.ip_local_port_range or add backends";
      default -> "raise net.ipv4.tcp_mem or lower the number of connections";
    };
  }
}
