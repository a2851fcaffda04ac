package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.preread.ClientHelloBytes;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Bad neighbours of a balancer. Each kind has an address of its own on loopback.
final class Noise implements AutoCloseable {
  /// The host that is over its limit.
  static final String HOST = "noisy.example.com";

  /// Sessions wanted of that host, which is full.
  static final int OVER = 2_000;

  /// Invented hosts, each asked for once.
  static final int INVENTED = 2_000;

  /// Clients that send their hello and reset the connection.
  static final int STORM = 2_000;

  /// Clients at the same time, of each of these kinds.
  static final int THREADS = 16;

  /// Clients of the full host at the same time: ten times as many as it may have.
  private static final int OVER_LIMIT_CLIENTS = 200;

  private static final String SLOW = "127.0.0.2";
  private static final String OVER_LIMIT = "127.0.0.3";
  private static final String INVENTING = "127.0.0.4";
  private static final String STORMING = "127.0.0.5";
  private static final int SECOND_MILLIS = 1_000;
  private static final byte[] HELLO = ClientHelloBytes.helloTo(HOST).build();

  private final Address balancer;
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> finite = new ArrayList<>();
  private final List<Future<?>> endless = new ArrayList<>();
  private final List<Socket> holding = new ArrayList<>();
  private final AtomicLong slow = new AtomicLong();
  private volatile boolean stopping;
  private volatile boolean over;

  Noise(Address balancer) {
    this.balancer = balancer;
  }

  /// Takes up all the sessions that the host may have, until [#end].
  void fill(int sessions) throws IOException {
    for (int i = 0; i < sessions; i++) {
      Socket socket = Client.connect(balancer, OVER_LIMIT);
      holding.add(socket);
      socket.getOutputStream().write(HELLO);
      byte[] answer = socket.getInputStream().readNBytes("beta".length());
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("beta");
    }
  }

  /// Begins clients who open by one byte a second, and come back when they are ended.
  void openSlowly(int slowClients) {
    run(endless, slowClients, this::openSlowly);
  }

  /// Begins everything else.
  void flood() {
    AtomicInteger wanted = new AtomicInteger();
    run(
        finite,
        OVER_LIMIT_CLIENTS,
        () -> {
          while (wanted.getAndIncrement() < OVER) {
            assertThat(Client.tlsRefused(balancer, OVER_LIMIT, HOST)).isTrue();
          }
          return true;
        });
    AtomicInteger invented = new AtomicInteger();
    run(
        finite,
        THREADS,
        () -> {
          for (int i = invented.getAndIncrement(); i < INVENTED; i = invented.getAndIncrement()) {
            String host = "invented" + i + ".example.net";
            assertThat(Client.tlsRefused(balancer, INVENTING, host)).isTrue();
          }
          return true;
        });
    AtomicInteger stormed = new AtomicInteger();
    run(
        finite,
        THREADS,
        () -> {
          while (stormed.getAndIncrement() < STORM) {
            try (Socket socket = Client.connect(balancer, STORMING)) {
              socket.setSoLinger(true, 0);
              socket.getOutputStream().write(HELLO);
            }
          }
          return true;
        });
  }

  private void run(List<Future<?>> runs, int count, Callable<Boolean> client) {
    for (int i = 0; i < count; i++) {
      runs.add(clients.submit(client));
    }
  }

  private boolean openSlowly() throws IOException {
    while (!stopping) {
      try (Socket socket = Client.connect(balancer, SLOW)) {
        slow.incrementAndGet();
        // No byte comes back within a second: the next one is due.
        socket.setSoTimeout(SECOND_MILLIS);
        socket.setSoLinger(true, 0);
        for (int i = 0; i < HELLO.length && !stopping; i++) {
          socket.getOutputStream().write(HELLO[i]);
          if (isEnded(socket)) {
            break;
          }
        }
      }
    }
    return true;
  }

  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException goesOn) {
      return false;
    }
  }

  /// Waits until the flood and the storm are over, and ends the others.
  void end() throws IOException, InterruptedException, ExecutionException {
    for (Future<?> run : finite) {
      run.get();
    }
    stopping = true;
    for (Future<?> run : endless) {
      run.get();
    }
    over = true;
    for (Socket socket : holding) {
      socket.close();
    }
  }

  /// Whether it has ended.
  boolean isOver() {
    return over;
  }

  /// How many connections opened slowly.
  long slow() {
    return slow.get();
  }

  @Override
  public void close() throws IOException {
    over = true;
    stopping = true;
    clients.shutdownNow();
    for (Socket socket : holding) {
      socket.close();
    }
  }
}
