package dev.starship.transport;

import dev.starship.address.Address;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A process of its own whose descriptors run out while a loop is serving. Prints `recovered` when
/// all went well. The limit on descriptors is set by whoever starts it.
final class ExhaustedDescriptors {
  private static final int RESTS = 3;

  private final Deque<FileInputStream> hoard = new ArrayDeque<>();
  private final CompletableFuture<NetworkFailure> exhausted = new CompletableFuture<>();
  private final CountDownLatch rests = new CountDownLatch(RESTS);
  private final AtomicInteger accepted = new AtomicInteger();
  private final TestLoop test;
  private final Probe probe;
  private final Address address;

  private ExhaustedDescriptors(Transport transport) {
    test = new TestLoop(transport);
    probe = Probe.reading(test);
    address = test.listen(new Exhausting()).address();
  }

  /// Runs once and exits.
  ///
  /// @param arguments the name of the transport
  public static void main(String[] arguments) {
    try {
      new ExhaustedDescriptors(arguments[0].equals("epoll") ? Transports.epoll() : Transports.nio())
          .run();
      System.out.println("recovered");
      System.exit(0);
    } catch (Throwable failure) {
      failure.printStackTrace();
      System.exit(1);
    }
  }

  private void run() throws Exception {
    // Once with descriptors, so that this test's own classes are there.
    try (var client = Peer.dial(address)) {
      client.send("a");
      probe.untilText("a");
    }
    connectAndClose();
    var served = Peer.dial(address);
    served.send("b");
    probe.untilText("ab");

    int before = accepted.get();
    useUpDescriptors();
    hoard.removeLast().close();
    var waiting = Peer.dial(address); // takes the last descriptor; its other end waits
    waiting.send("d");
    require(TestLoop.await(exhausted) == NetworkFailure.NO_DESCRIPTORS, "wrong failure");
    require(
        connectAndClose().equals(Optional.of(NetworkFailure.NO_DESCRIPTORS)),
        "connect found a descriptor");
    requireOpenFails();
    served.send("c");
    probe.untilText("abc");
    rests.await();
    require(test.loop.counters().acceptRests() >= RESTS, "rests are not counted");
    require(accepted.get() == before, "accepted without a descriptor");

    giveBack();
    probe.untilText("abcd");
    require(connectAndClose().isEmpty(), "connect does not recover");
    SocketChannel.open().close();
    served.close();
    waiting.close();
    test.loop.close();
    require(test.faults.isEmpty(), "faults: " + test.faults);
  }

  private Optional<NetworkFailure> connectAndClose() {
    return test.call(() -> {
      Socket socket = test.loop.connect(address, _ -> {});
      var failure = Optional.ofNullable(socket.failure());
      socket.reset();
      return failure;
    });
  }

  private void useUpDescriptors() {
    try {
      while (true) {
        hoard.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException usedUp) {
      require(!hoard.isEmpty(), "no descriptor at all");
    }
  }

  private void giveBack() throws IOException {
    for (FileInputStream file : hoard) {
      file.close();
    }
  }

  /// The JDK's own sockets must fail as they do in Java, not for want of a class.
  private static void requireOpenFails() {
    try (var _ = SocketChannel.open()) {
      throw new IllegalStateException("the JDK found a descriptor");
    } catch (IOException expected) {
      require(expected instanceof SocketException, "unexpected " + expected);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }

  private final class Exhausting implements Acceptor {
    @Override
    public void accepted(Socket client, Address peer) {
      accepted.incrementAndGet();
      client.owner(probe);
      probe.ready(client);
    }

    @Override
    public void exhausted(NetworkFailure failure) {
      exhausted.complete(failure);
      rests.countDown();
    }
  }
}
