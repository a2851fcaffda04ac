package dev.starship;

import dev.starship.address.Ip;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses that this machine's interfaces have, read again and again on a virtual thread: the
/// virtual address of a pair of balancers, or one from DHCP, may come long after the start. Any
/// thread.
final class LocalAddresses implements Supplier<Set<Ip>>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);

  /// How long an address that comes may be unknown. A reading is some system calls for each
  /// interface.
  private static final Duration EVERY = Duration.ofSeconds(2);

  /// Where the addresses are read from.
  interface Interfaces {
    Set<Ip> addresses() throws SocketException;
  }

  private final Interfaces interfaces;
  private final Duration every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Set<Ip> now;
  private boolean failing;

  /// @throws SocketException if they cannot be read
  LocalAddresses(Interfaces interfaces, Duration every) throws SocketException {
    this.interfaces = interfaces;
    this.every = every;
    now = Set.copyOf(interfaces.addresses());
  }

  /// Those of this machine, kept up to date until they are closed.
  ///
  /// @throws SocketException if they cannot be read
  static LocalAddresses watch() throws SocketException {
    LocalAddresses local = new LocalAddresses(LocalAddresses::ofThisMachine, EVERY);
    Thread.ofVirtual().name("local-addresses").start(local::run);
    return local;
  }

  private static Set<Ip> ofThisMachine() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .map(address -> Ip.of(address.getAddress()))
        .collect(Collectors.toSet());
  }

  /// The addresses as last read.
  @Override
  public Set<Ip> get() {
    return now;
  }

  /// Reads them again and again until they are closed.
  void run() {
    try {
      while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        read();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      now = Set.copyOf(interfaces.addresses());
      failing = false;
    } catch (SocketException failed) {
      if (!failing) {
        LOG.warn(
            "The addresses of this machine cannot be read ({}); those read before are kept",
            failed.getMessage());
      }
      failing = true;
    }
  }

  /// Ends the reading.
  @Override
  public void close() {
    closed.countDown();
  }
}
