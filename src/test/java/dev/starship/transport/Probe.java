package dev.starship.transport;

import dev.starship.address.Address;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An owner that a test waits on: it reads whatever comes, if told to, and completes futures once
/// the socket is as a test wants it.
final class Probe implements SocketOwner {
  private final TestLoop test;
  private final boolean reads;
  private final List<Wish> wishes = new ArrayList<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private int lastRead;
  private int calls;
  private @Nullable Socket socket;

  private record Wish(Predicate<Socket> condition, CompletableFuture<Socket> done) {}

  private Probe(TestLoop test, boolean reads) {
    this.test = test;
    this.reads = reads;
  }

  /// Reads whatever comes.
  static Probe reading(TestLoop test) {
    return new Probe(test, true);
  }

  /// Only looks on.
  static Probe watching(TestLoop test) {
    return new Probe(test, false);
  }

  /// Accepts clients for this probe.
  Acceptor acceptor() {
    return acceptor(_ -> {});
  }

  /// Accepts clients for this probe and gives away their addresses.
  Acceptor acceptor(Consumer<Address> peers) {
    return new Acceptor() {
      @Override
      public void accepted(Socket client, Address peer) {
        peers.accept(peer);
        take(client);
      }

      @Override
      public void exhausted(NetworkFailure failure) {
        throw new AssertionError("descriptors ran out: " + failure);
      }
    };
  }

  /// Takes `next` over from its owner. On the loop.
  void take(Socket next) {
    next.owner(this);
    ready(next);
  }

  @Override
  public void ready(Socket changed) {
    socket = changed;
    calls++;
    while (reads && changed.readable()) {
      Buffer buffer = test.loop.sharedBuffer();
      lastRead = changed.read(buffer);
      if (lastRead > 0) {
        byte[] bytes = new byte[lastRead];
        buffer.bytes().flip().get(bytes);
        received.writeBytes(bytes);
      }
    }
    wishes.removeIf(wish -> wish.condition.test(changed) && wish.done.complete(changed));
  }

  /// The socket, once `condition` holds when it is ready. Any thread.
  Socket until(Predicate<Socket> condition) {
    var done = new CompletableFuture<Socket>();
    test.run(() -> {
      if (socket != null && condition.test(socket)) {
        done.complete(socket);
      } else {
        wishes.add(new Wish(condition, done));
      }
    });
    return TestLoop.await(done);
  }

  Socket untilAccepted() {
    return until(_ -> true);
  }

  Socket untilText(String text) {
    return until(_ -> received.toString(StandardCharsets.ISO_8859_1).equals(text));
  }

  Socket untilReceived(int bytes) {
    return until(_ -> received.size() >= bytes);
  }

  /// Until a read said [Socket#END] or [Socket#FAILED].
  Socket untilRead(int result) {
    return until(_ -> lastRead == result);
  }

  byte[] received() {
    return test.call(received::toByteArray);
  }

  /// How often the loop has called. Any thread.
  int calls() {
    return test.call(() -> calls);
  }

  /// Writes `text` on the loop; what the write answered.
  static int write(Socket socket, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    Buffer buffer = Buffer.allocate(bytes.length);
    buffer.bytes().put(bytes).flip();
    return socket.write(buffer);
  }
}
