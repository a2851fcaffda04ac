package dev.starship.bench;

import dev.starship.bench.Clients.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The load generator: one thread, many clients of one proxy, every byte checked. Each method runs
/// until its load is over. A connection that fails or a byte that is wrong ends it with an
/// exception.
final class Load implements AutoCloseable {
  /// Nothing may stand still for longer.
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(20);

  /// Connections of the fixed rate begin in bursts this far apart.
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Pattern.CHUNK_BYTES);
  private final List<SocketChannel> held = new ArrayList<>();
  private long open;
  private long done;
  private int next;

  Load() throws IOException {}

  private interface Maker {
    Client make(SocketChannel channel, SelectionKey key, ByteBuffer hello);
  }

  /// The hellos of a program to every cluster.
  private static ByteBuffer[] hellos(Program program) {
    return Cluster.all().stream()
        .map(cluster -> program.hello(cluster.host()))
        .toArray(ByteBuffer[]::new);
  }

  private Client begin(int port, ByteBuffer[] hellos, Maker maker) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
    Client client = maker.make(channel, key, hellos[next++ % hellos.length]);
    client.begin = System.nanoTime();
    open++;
    if (channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      client.ready(buffer);
    }
    return client;
  }

  private int turn(long millis) throws IOException {
    IOException[] failed = new IOException[1];
    int ready =
        millis <= 0
            ? selector.selectNow(key -> run(key, failed))
            : selector.select(key -> run(key, failed), millis);
    if (failed[0] != null) {
      throw failed[0];
    }
    return ready;
  }

  private void run(SelectionKey key, IOException[] failed) {
    try {
      if (key.isValid() && key.attachment() instanceof Client client) {
        client.ready(buffer);
      }
    } catch (IOException e) {
      failed[0] = e;
    }
  }

  private void turnUntil(long end) throws IOException {
    while (System.nanoTime() < end) {
      turn(100);
    }
  }

  private void await(long openAtMost) throws IOException {
    long last = System.nanoTime();
    long before = -1;
    while (open > openAtMost) {
      turn(100);
      if (done != before) {
        before = done;
        last = System.nanoTime();
      } else if (System.nanoTime() - last > STALL_NANOS) {
        throw new IOException(open + " connections stand still");
      }
    }
  }

  private void closed(Client client) {
    open--;
    done++;
  }

  /// One connection after the other, `inFlight` at a time, for `seconds`; how many.
  long connections(int port, Program program, int inFlight, double seconds) throws IOException {
    return connections(port, program, hellos(program), inFlight, seconds);
  }

  /// The same with other hellos, in turn.
  long connections(int port, Program program, ByteBuffer[] hellos, int inFlight, double seconds)
      throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long before = done;
    boolean[] more = {true};
    Clients.Listener next =
        new Clients.Listener() {
          @Override
          public void done(Client client) throws IOException {
            closed(client);
            if (more[0]) {
              begin(
                  port, hellos, (c, k, hello) -> new Clients.Download(c, k, hello, program, this));
            }
          }
        };
    for (int i = 0; i < inFlight; i++) {
      begin(port, hellos, (c, k, hello) -> new Clients.Download(c, k, hello, program, next));
    }
    turnUntil(end);
    more[0] = false;
    await(0);
    return done - before;
  }

  /// Connections at a fixed rate, whether earlier ones are done or not.
  ///
  /// @return the nanoseconds from the moment each was to begin to its last byte, sorted
  long[] connectionsAt(int port, Program program, int perSecond, double seconds)
      throws IOException {
    return connectionsAt(port, program, hellos(program), perSecond, seconds);
  }

  /// The same with other hellos, in turn.
  long[] connectionsAt(
      int port, Program program, ByteBuffer[] hellos, int perSecond, double seconds)
      throws IOException {
    int burst = (int) Math.max(1, perSecond * BURST_NANOS / 1_000_000_000L);
    long every = burst * 1_000_000_000L / perSecond;
    int count = (int) (perSecond * seconds) / burst * burst;
    long[] latencies = new long[count];
    int[] finished = new int[1];
    Clients.Listener note =
        client -> {
          latencies[finished[0]++] = System.nanoTime() - client.begin;
          closed(client);
        };
    long due = System.nanoTime() + every;
    // A selector waits for whole milliseconds only, and to look at the clock again and again would
    // take a core from what is measured.
    try (ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor()) {
      var _ = metronome.scheduleAtFixedRate(selector::wakeup, every, every, TimeUnit.NANOSECONDS);
      for (int begun = 0; begun < count; begun += burst) {
        turnUntil(due);
        for (int i = 0; i < burst; i++) {
          begin(port, hellos, (c, k, hello) -> new Clients.Download(c, k, hello, program, note))
                  .begin =
              due;
        }
        due += every;
        turn(0);
      }
    }
    await(0);
    java.util.Arrays.sort(latencies);
    return latencies;
  }

  /// Moves `bytes` in all over `connections`, down or up.
  void bulk(int port, boolean down, int connections, long bytes) throws IOException {
    long each = bytes / connections;
    Program program = new Program(down ? Program.What.ANSWER_AND_CLOSE : Program.What.TAKE, each);
    ByteBuffer[] hellos = hellos(program);
    for (int i = 0; i < connections; i++) {
      begin(
          port,
          hellos,
          (c, k, hello) ->
              down
                  ? new Clients.Download(c, k, hello, program, this::closed)
                  : new Clients.Upload(c, k, hello, each, this::closed));
    }
    await(0);
  }

  /// Messages and their echoes over `connections` for `seconds`; how many round trips.
  long roundTrips(int port, int messageBytes, int connections, double seconds) throws IOException {
    boolean[] more = {true};
    return trips(
        port,
        hellos(new Program(Program.What.ECHO, 0)),
        connections,
        seconds,
        more,
        (c, k, hello) -> new Clients.Asker(c, k, hello, messageBytes, () -> more[0], this::closed));
  }

  /// Requests and answers over kept `connections` for `seconds`; how many.
  ///
  /// @param bodyBytes of each answer
  /// @param mixed whether each request is for the next host instead of that of its connection
  long requests(int port, int bodyBytes, int connections, boolean mixed, double seconds)
      throws IOException {
    ByteBuffer[] requests =
        Cluster.all().stream()
            .map(cluster -> Browser.request(cluster.host(), bodyBytes))
            .toArray(ByteBuffer[]::new);
    boolean[] more = {true};
    int[] turn = new int[1];
    return trips(
        port,
        requests,
        connections,
        seconds,
        more,
        (c, k, first) ->
            new Browser(
                c,
                k,
                first,
                bodyBytes,
                () -> !more[0] ? null : mixed ? requests[turn[0]++ % requests.length] : first,
                this::closed));
  }

  private interface RepeatingMaker extends Maker {
    @Override
    Clients.Repeating make(SocketChannel channel, SelectionKey key, ByteBuffer hello);
  }

  /// Runs clients until `seconds` are over and each has its last answer; how many answers came.
  ///
  /// @param more false from when they are to ask no more
  private long trips(
      int port,
      ByteBuffer[] hellos,
      int connections,
      double seconds,
      boolean[] more,
      RepeatingMaker maker)
      throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Clients.Repeating> clients = new ArrayList<>();
    RepeatingMaker noted =
        (channel, key, hello) -> {
          Clients.Repeating client = maker.make(channel, key, hello);
          clients.add(client);
          return client;
        };
    for (int i = 0; i < connections; i++) {
      begin(port, hellos, noted);
    }
    turnUntil(end);
    more[0] = false;
    await(0);
    return clients.stream().mapToLong(Clients.Repeating::trips).sum();
  }

  /// Opens connections that get one byte and then stay open, until [#release].
  void hold(int port, int connections) throws IOException {
    ByteBuffer[] hellos = hellos(new Program(Program.What.ANSWER_AND_WAIT, 1));
    for (int i = 0; i < connections; i++) {
      held.add(
          begin(port, hellos, (c, k, hello) -> new Clients.Guest(c, k, hello, this::closed))
              .channel);
      await(64);
    }
    await(0);
  }

  /// Closes what [#hold] opened.
  void release() throws IOException {
    for (SocketChannel channel : held) {
      channel.close();
    }
    held.clear();
    selector.selectNow();
  }

  @Override
  public void close() throws IOException {
    release();
    selector.close();
  }
}
