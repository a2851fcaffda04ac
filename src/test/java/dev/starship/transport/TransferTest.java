package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Many bytes, slow readers, small buffers: everything arrives, in order, and nobody gets more than
/// it takes.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transportsAndShortTransfers")
class TransferTest {
  private static final int MANY = 16 << 20;

  /// The kernel makes it its own least size, 4.5 KiB.
  private static final int LEAST_SEND_BUFFER = 1;

  /// Smaller windows make TCP wait for its persist timer between segments.
  private static final int SMALL_RECEIVE_BUFFER = 8 * 1024;

  private final Transport transport;

  TransferTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void aSlowReaderHoldsTheWriterBackAndLosesNothing() {
    byte[] bytes = random(MANY);
    try (var test = new TestLoop(transport)) {
      var source = new Source(test, bytes);
      try (var client = Peer.dial(test.listen(source.acceptor()).address())) {
        source.untilHeldBack();
        assertThat(test.loop.counters().bytesWritten()).isLessThan(MANY);
        assertThat(client.receiveAll()).isEqualTo(bytes);
      }
      assertThat(test.loop.counters().bytesWritten()).isEqualTo(MANY);
    }
  }

  @Test
  void aSlowBackendHoldsTheWriterBackAndLosesNothing() throws IOException {
    byte[] bytes = random(MANY);
    try (var test = new TestLoop(transport);
        var server = Peer.serve(1)) {
      var source = new Source(test, bytes);
      test.connect(Peer.address(server), source);
      try (var backend = Peer.accept(server)) {
        source.untilHeldBack();
        assertThat(backend.receiveAll()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void echoesByteForByte() {
    byte[] bytes = random(MANY);
    try (var test = new TestLoop(transport);
        var client = Peer.dial(test.listen(echo()).address())) {
      assertThat(echo(client, bytes)).isEqualTo(bytes);
    }
  }

  @Test
  void echoesByteForByteThroughSmallBuffers() {
    byte[] bytes = random(512 * 1024);
    LoopLimits limits =
        LoopLimits.DEFAULT.withSocketBuffers(LEAST_SEND_BUFFER, SMALL_RECEIVE_BUFFER);
    try (var test = new TestLoop(transport, limits);
        var client = Peer.dial(test.listen(echo()).address(), SMALL_RECEIVE_BUFFER)) {
      assertThat(echo(client, bytes)).isEqualTo(bytes);
    }
  }

  @Test
  void smallBuffersBoundWhatASlowReaderHolds() {
    LoopLimits limits =
        LoopLimits.DEFAULT.withSocketBuffers(LEAST_SEND_BUFFER, SMALL_RECEIVE_BUFFER);
    try (var test = new TestLoop(transport, limits)) {
      var source = new Source(test, random(512 * 1024));
      try (var client = Peer.dial(test.listen(source.acceptor()).address(), SMALL_RECEIVE_BUFFER)) {
        source.untilHeldBack();
        assertThat(test.loop.counters().bytesWritten()).isLessThan(64 * 1024);
        assertThat(client.receiveAll()).hasSize(512 * 1024);
      }
    }
  }

  @Test
  void aResetReachesAWriterThatIsHeldBack() {
    try (var test = new TestLoop(transport)) {
      var source = new Source(test, random(MANY));
      var client = Peer.dial(test.listen(source.acceptor()).address());
      source.untilHeldBack();
      client.reset();
      assertThat(TestLoop.await(source.failure)).isEqualTo(NetworkFailure.RESET);
    }
  }

  private static byte[] echo(Peer client, byte[] bytes) {
    var sending = CompletableFuture.runAsync(() -> client.send(bytes).finish());
    byte[] received = client.receiveAll();
    TestLoop.await(sending);
    return received;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /// Sends what it has as fast as it is taken, then finishes; reads nothing.
  private static final class Source implements SocketOwner {
    final CompletableFuture<NetworkFailure> failure = new CompletableFuture<>();
    private final CompletableFuture<Boolean> heldBack = new CompletableFuture<>();
    private final TestLoop test;
    private final Buffer bytes;

    Source(TestLoop test, byte[] bytes) {
      this.test = test;
      this.bytes = Buffer.allocate(bytes.length);
      this.bytes.bytes().put(bytes).flip();
    }

    Acceptor acceptor() {
      return TestLoop.accepting(client -> {
        client.owner(this);
        ready(client);
      });
    }

    /// Until a turn has passed in which nothing was taken.
    void untilHeldBack() {
      TestLoop.await(heldBack);
      int left;
      do {
        left = test.call(() -> bytes.bytes().remaining());
      } while (left != test.call(() -> bytes.bytes().remaining()));
    }

    @Override
    public void ready(Socket socket) {
      while (socket.writable() && bytes.bytes().hasRemaining()) {
        if (socket.write(bytes) == Socket.FAILED) {
          failure.complete(Objects.requireNonNull(socket.failure()));
          socket.close();
          return;
        }
      }
      if (bytes.bytes().hasRemaining()) {
        heldBack.complete(true);
      } else {
        socket.finish();
      }
    }
  }

  private static Acceptor echo() {
    return TestLoop.accepting(client -> {
      var owner = new Echo(Buffer.allocate(64 * 1024));
      client.owner(owner);
      owner.ready(client);
    });
  }

  /// Sends back what it reads, then closes.
  private static final class Echo implements SocketOwner {
    private final Buffer buffer;
    private boolean ended;

    Echo(Buffer buffer) {
      this.buffer = buffer;
      buffer.bytes().limit(0);
    }

    @Override
    public void ready(Socket socket) {
      while (writeRest(socket)) {
        if (ended) {
          socket.close();
          return;
        }
        buffer.bytes().clear();
        int count = socket.read(buffer);
        buffer.bytes().flip();
        ended = count == Socket.END;
        if (count == 0 && !socket.readable()) {
          return;
        }
        if (count == Socket.FAILED) {
          socket.reset();
          return;
        }
      }
    }

    /// Whether nothing is left to write.
    private boolean writeRest(Socket socket) {
      while (buffer.bytes().hasRemaining() && socket.writable()) {
        if (socket.write(buffer) == Socket.FAILED) {
          socket.reset();
          return false;
        }
      }
      return !buffer.bytes().hasRemaining();
    }
  }
}
