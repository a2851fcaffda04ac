package dev.starship.transport;

import dev.starship.address.Address;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A transport whose sockets read and write in short pieces at random, also none at all, as a slow
/// network does: everything still arrives, in more calls. A short write is followed by a call of
/// the owner some turns later, like a real one. Bugs of edge-triggered code stall under it.
public final class ShortTransfers implements Transport {
  private static final int[] MOST_BYTES = {1, 16, 1_000, 100_000};

  private final Transport inner;
  private final long seed;

  /// @param inner the transport that moves the bytes
  /// @param seed of the random lengths
  public ShortTransfers(Transport inner, long seed) {
    this.inner = inner;
    this.seed = seed;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public EventLoop newLoop(String name, LoopLimits limits, Consumer<Throwable> faults) {
    return new ShortLoop(inner.newLoop(name, limits, faults), new Random(seed));
  }

  @Override
  public String toString() {
    return inner.name() + " with short transfers";
  }

  private static final class ShortLoop extends ForwardingLoop {
    private final Random random;

    ShortLoop(EventLoop inner, Random random) {
      super(inner);
      this.random = random;
    }

    @Override
    public Listener listen(Address address, ListenOptions options, Acceptor acceptor) {
      return super.listen(address, options, new ShortAcceptor(this, acceptor));
    }

    @Override
    public Socket connect(Address backend, SocketOwner owner) {
      ShortSocket socket = new ShortSocket(this);
      socket.owner = owner;
      socket.inner = super.connect(backend, _ -> socket.tell());
      return socket;
    }

    /// A length from 1 to `length`, and shorter ones often.
    int shorten(int length) {
      int most = MOST_BYTES[random.nextInt(MOST_BYTES.length)];
      return Math.min(length, 1 + random.nextInt(most));
    }
  }

  private record ShortAcceptor(ShortLoop loop, Acceptor inner) implements Acceptor {
    @Override
    public void accepted(Socket client, Address peer) {
      ShortSocket socket = new ShortSocket(loop);
      socket.inner = client;
      client.owner(_ -> socket.tell());
      inner.accepted(socket, peer);
    }

    @Override
    public void exhausted(NetworkFailure failure) {
      inner.exhausted(failure);
    }
  }

  private static final class ShortSocket implements Socket {
    private final ShortLoop loop;
    private @Nullable Socket inner;
    private @Nullable SocketOwner owner;
    private boolean held;

    ShortSocket(ShortLoop loop) {
      this.loop = loop;
    }

    private Socket inner() {
      if (inner == null) {
        throw new IllegalStateException("the loop called before connect() returned");
      }
      return inner;
    }

    void tell() {
      if (owner != null && !inner().closed()) {
        owner.ready(this);
      }
    }

    @Override
    public void owner(SocketOwner next) {
      owner = next;
    }

    @Override
    public boolean readable() {
      return inner().readable();
    }

    @Override
    public boolean writable() {
      return !held && inner().writable();
    }

    @Override
    public int read(Buffer into) {
      int limit = into.bytes().limit();
      if (into.bytes().hasRemaining()) {
        into.bytes().limit(into.bytes().position() + loop.shorten(into.bytes().remaining()));
      }
      int count = inner().read(into);
      into.bytes().limit(limit);
      return count;
    }

    @Override
    public boolean splices() {
      return inner().splices();
    }

    @Override
    public int read(Pipe into, int most) {
      return inner().read(into, most);
    }

    @Override
    public int write(Pipe from) {
      boolean lost = inner().failure() != null || inner().closed();
      if (held && !lost) {
        return 0;
      }
      if (!lost && inner().writable() && loop.random.nextInt(3) > 0) {
        hold();
        return 0;
      }
      return inner().write(from);
    }

    @Override
    public void lookAgain() {
      inner().lookAgain();
    }

    @Override
    public boolean ended() {
      return inner().ended();
    }

    @Override
    public int writeLast(Buffer from) {
      return write(from);
    }

    @Override
    public int write(Buffer from) {
      int wanted = from.bytes().remaining();
      if (held && inner().failure() == null && !inner().closed()) {
        return 0;
      }
      if (wanted == 0 || !inner().writable() || loop.random.nextInt(3) == 0) {
        return inner().write(from);
      }
      int limit = from.bytes().limit();
      int length = loop.random.nextInt(8) == 0 ? 0 : loop.shorten(wanted);
      from.bytes().limit(from.bytes().position() + length);
      int count = length == 0 ? 0 : inner().write(from);
      from.bytes().limit(limit);
      if (count == length && length < wanted) {
        hold();
      }
      return count;
    }

    /// As if the system had taken no more: not writable until the loop has turned.
    private void hold() {
      held = true;
      loop.execute(() -> {
        held = false;
        release();
      });
    }

    private void release() {
      try {
        tell();
      } catch (Throwable bug) {
        reset();
        throw bug;
      }
    }

    @Override
    public @Nullable NetworkFailure failure() {
      return inner().failure();
    }

    @Override
    public void finish() {
      inner().finish();
    }

    @Override
    public void close() {
      inner().close();
    }

    @Override
    public void reset() {
      inner().reset();
    }

    @Override
    public boolean closed() {
      return inner().closed();
    }

    @Override
    public Address localAddress() {
      return inner().localAddress();
    }
  }
}
