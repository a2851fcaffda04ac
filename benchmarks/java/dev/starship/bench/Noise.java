package dev.starship.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Bad neighbours of one proxy, in a process of their own: clients that open slowly, one byte a
/// second; clients of a host that is over its limit; clients that invent hosts; and clients that
/// connect, ask and are gone at once. Each kind has an address of its own. It prints a line once
/// all the slow ones are connected, and ends with its standard input.
final class Noise {
  /// Clients that open slowly, at the same time.
  static final int SLOW = 5_000;

  /// New connections a second of each of the other kinds.
  static final int PER_SECOND = 1_000;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int TICKS_PER_SECOND = 1_000;

  /// What it was kept from for longer is left out: clients all over the world do not catch up in
  /// one burst.
  private static final long CATCH_UP_NANOS = 3 * TICK_NANOS;

  /// A kind has no more than so many under way, whatever the proxy does with them.
  static final int MOST_UNDER_WAY = 500;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Pattern.CHUNK_BYTES);
  private final SplittableRandom random = new SplittableRandom(7);
  private final InetSocketAddress proxy;

  /// The slow ones, in the order of their next byte.
  private final ArrayDeque<Client> slow = new ArrayDeque<>();

  private final ByteBuffer hello;
  private int slowConnected;

  private Noise(int port, String noisyHost) throws IOException {
    proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    hello = Program.SHORT.hello(noisyHost);
  }

  /// Makes noise.
  ///
  /// @param args the proxy's port, and the host that is over its limit
  public static void main(String[] args) throws IOException {
    Noise noise = new Noise(Integer.parseInt(args[0]), args[1]);
    Thread.ofPlatform().daemon().start(Noise::endWithParent);
    noise.run();
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said, only that the parent is there.
      }
    } catch (IOException gone) {
      System.err.println("noise: " + gone);
    }
    System.exit(0);
  }

  private void run() throws IOException {
    Kind slowOnes = new Kind("127.0.0.2", () -> hello);
    Kind overLimit = new Kind("127.0.0.3", () -> hello);
    Kind inventing = new Kind("127.0.0.4", this::invented);
    Kind storming = new Kind("127.0.0.5", () -> hello);
    boolean told = false;
    long due = System.nanoTime();
    while (true) {
      for (int i = 0; i < SLOW / TICKS_PER_SECOND; i++) {
        trickle(slowOnes);
      }
      for (int i = 0; i < PER_SECOND / TICKS_PER_SECOND; i++) {
        begin(overLimit, What.READ);
        begin(inventing, What.READ);
        begin(storming, What.VANISH);
      }
      if (!told && slowConnected >= SLOW) {
        told = true;
        System.out.println("all there");
      }
      due = Math.max(due + TICK_NANOS, System.nanoTime() - CATCH_UP_NANOS);
      selector.selectNow(this::ready);
      while (System.nanoTime() < due) {
        selector.select(this::ready, 1);
      }
    }
  }

  private ByteBuffer invented() {
    return Program.SHORT.hello(Long.toHexString(random.nextLong()) + ".example.net");
  }

  /// The next slow client sends one byte more; whoever was ended is followed by another.
  private void trickle(Kind kind) throws IOException {
    Client next = slow.size() < SLOW ? null : slow.poll();
    if (next == null || !next.channel.isOpen()) {
      next = begin(kind, What.TRICKLE);
    } else {
      next.sendOne();
    }
    if (next != null) {
      slow.add(next);
    }
  }

  private @Nullable Client begin(Kind kind, What what) throws IOException {
    int most = what == What.TRICKLE ? SLOW : MOST_UNDER_WAY;
    return kind.underWay < most ? new Client(kind, what) : null;
  }

  private void ready(SelectionKey key) {
    if (key.isValid() && key.attachment() instanceof Client client) {
      client.ready();
    }
  }

  private static final class Kind {
    private final InetSocketAddress from;
    private final Supplier<ByteBuffer> hellos;
    private int underWay;

    Kind(String from, Supplier<ByteBuffer> hellos) {
      this.from = new InetSocketAddress(InetAddress.ofLiteral(from), 0);
      this.hellos = hellos;
    }
  }

  private enum What {
    /// One byte a second.
    TRICKLE,
    /// Reads whatever comes until the end.
    READ,
    /// Resets the connection as soon as the hello is sent.
    VANISH
  }

  private final class Client {
    private final SocketChannel channel = SocketChannel.open();
    private final Kind kind;
    private final What what;
    private final ByteBuffer rest;

    Client(Kind kind, What what) throws IOException {
      this.kind = kind;
      this.what = what;
      rest = kind.hellos.get().duplicate();
      kind.underWay++;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // Leaves no port that rests.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.bind(kind.from);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, this);
      if (channel.connect(proxy)) {
        connected(key);
      }
    }

    private void ready() {
      try {
        SelectionKey key = channel.keyFor(selector);
        if (key.isConnectable() && channel.finishConnect()) {
          connected(key);
        } else if (key.isReadable() && channel.read(buffer.clear()) < 0) {
          close();
        }
      } catch (IOException ended) {
        // Being ended is what noisy clients are there for.
        close();
      }
    }

    private void connected(SelectionKey key) throws IOException {
      key.interestOps(SelectionKey.OP_READ);
      if (what == What.TRICKLE) {
        slowConnected++;
        sendOne();
        return;
      }
      channel.write(rest);
      if (what == What.VANISH) {
        close();
      }
    }

    private void sendOne() {
      if (!channel.isConnected() || !rest.hasRemaining()) {
        return;
      }
      try {
        channel.write(rest.slice(rest.position(), 1));
        rest.position(rest.position() + 1);
      } catch (IOException ended) {
        close();
      }
    }

    private void close() {
      kind.underWay--;
      try {
        channel.close();
      } catch (IOException failed) {
        throw new java.io.UncheckedIOException(failed);
      }
    }
  }
}
