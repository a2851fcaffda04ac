package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.preread.Openings;
import dev.starship.preread.Protocol;
import dev.starship.routing.HitLevel;
import dev.starship.transport.LoopCounters;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes pass both ways unchanged, and connections end on one side as they ended on the other.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class RelayTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();

  private final Transport transport;

  RelayTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void sendsTheHelloUnchangedAndWhatFollows() throws Exception {
    try (TestBackend backend = TestBackend.recording("hello from alpha");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(ClientHelloBytes.concat(HELLO, new byte[] {1, 2, 3}));
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello from alpha");
      assertThat(backend.nextReceived())
          .isEqualTo(ClientHelloBytes.concat(HELLO, new byte[] {1, 2, 3}));
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.closedBy()).isEqualTo(Side.CLIENT);
      assertThat(end.protocol()).isEqualTo(Protocol.TLS);
      assertThat(end.host()).isEqualTo("a.com");
      assertThat(end.cluster()).isEqualTo("alpha");
      assertThat(end.app()).isEqualTo("A Simple App");
      assertThat(end.lookup()).isEqualTo(HitLevel.L1);
      assertThat(end.backendText()).isEqualTo("127.0.0.1:" + backend.port());
      assertThat(end.bytesIn()).isEqualTo(HELLO.length + 3);
      assertThat(end.bytesOut()).isEqualTo("hello from alpha".length());
    }
  }

  @Test
  void earlyDataGoesToABackendThatHasNotAnsweredYet() throws Exception {
    byte[] flight = Openings.captured("openssl-early-data");
    try (TestBackend backend =
            TestBackend.running(connection -> {
              byte[] whole = connection.getInputStream().readNBytes(flight.length);
              connection.getOutputStream().write(whole);
            });
        RunningProxy proxy =
            new RunningProxy(transport).route("early.example.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(flight);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(flight);
    }
  }

  @Test
  void lookingAtTheHostIgnoresItsCaseAndTrailingDot() throws Exception {
    try (TestBackend backend = TestBackend.recording("ok");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      byte[] hello = ClientHelloBytes.helloTo("A.CoM.").build();
      client.getOutputStream().write(hello);
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("ok");
      assertThat(backend.nextReceived()).isEqualTo(hello);
    }
  }

  @Test
  void theBackendMayFinishFirst() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write("bye".getBytes(UTF_8));
              connection.shutdownOutput();
              connection.getInputStream().readAllBytes();
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
      client.getOutputStream().write(new byte[10]);
      client.shutdownOutput();
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.closedBy()).isEqualTo(Side.BACKEND);
      assertThat(end.bytesIn()).isEqualTo(HELLO.length + 10);
    }
  }

  @Test
  void passesAResetOfTheBackendOn() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(1);
              connection.getInputStream().read();
              connection.setSoLinger(true, 0);
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      InputStream in = client.getInputStream();
      assertThat(in.read()).isEqualTo(1);
      client.getOutputStream().write(1);
      assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
    }
  }

  @Test
  void whatABackendSentBeforeItsResetArrivesInWhole() throws Exception {
    byte[] answer = new byte[40_000];
    new Random(3).nextBytes(answer);
    RunningProxy.Options manyTurns =
        RunningProxy.Options.DEFAULT.with(
            new RelayLimits(256, 2_048, 16_384, 4_096, 1_000, 48, 65_536, 16_384));
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(answer);
              connection.setSoLinger(true, 0);
            });
        RunningProxy proxy = new RunningProxy(transport, manyTurns).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      InputStream in = client.getInputStream();
      assertThat(in.readNBytes(answer.length)).isEqualTo(answer);
      assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
    }
  }

  @Test
  void passesAResetOfTheClientOn() throws Exception {
    FutureTask<Integer> lastRead = new FutureTask<>(() -> 0);
    CountDownLatch serving = new CountDownLatch(1);
    SocketException[] seen = new SocketException[1];
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              serving.countDown();
              try {
                connection.getInputStream().read();
              } catch (SocketException reset) {
                seen[0] = reset;
              } finally {
                lastRead.run();
              }
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write(HELLO);
        serving.await();
        client.setSoLinger(true, 0);
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.CLIENT_RESET);
      lastRead.get();
      assertThat(seen[0]).isNotNull();
    }
  }

  @Test
  void fiftyMebibytesEachWayArriveByteExact() throws Exception {
    checkBulk(RunningProxy.Options.DEFAULT);
  }

  @Test
  void bulkArrivesByteExactThroughTinySocketBuffers() throws Exception {
    checkBulk(
        RunningProxy.Options.DEFAULT.with(LoopLimits.DEFAULT.withSocketBuffers(4_096, 4_096)));
  }

  @Test
  void bulkArrivesByteExactWhenTheReserveIsUsedUp() throws Exception {
    checkBulk(
        RunningProxy.Options.DEFAULT.with(
            new RelayLimits(0, 1, 16_384, 4_096, 65_536, 0, 65_536, 16_384)));
  }

  /// What came is passed on through a pipe from the third read on, however little it is.
  private static final RelayLimits PIPES =
      new RelayLimits(256, 2_048, 16_384, 4_096, 1 << 20, 48, 1, 0);

  @Test
  void bulkArrivesByteExactThroughPipes() throws Exception {
    try (RunningProxy proxy =
        new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(PIPES))) {
      checkBulk(proxy, 50 << 20);
      long spliced = proxy.count(LoopCounters::bytesSpliced);
      assertThat(spliced > 50 << 20).isEqualTo(transport.name().equals("epoll"));
    }
  }

  @Test
  void bulkGoesThroughPipesAlsoWhenTheReserveIsUsedUp() throws Exception {
    RelayLimits noBuffers =
        new RelayLimits(0, 2_048, 16_384, 4_096, 1 << 20, 48, 64 * 1024, 16 * 1024);
    try (RunningProxy proxy =
        new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(noBuffers))) {
      checkBulk(proxy, 20 << 20);
      long spliced = proxy.count(LoopCounters::bytesSpliced);
      assertThat(spliced > 0).isEqualTo(transport.name().equals("epoll"));
    }
  }

  @Test
  void bulkArrivesByteExactThroughPipesAndTinySocketBuffers() throws Exception {
    checkBulk(
        RunningProxy.Options.DEFAULT
            .with(PIPES)
            .with(LoopLimits.DEFAULT.withSocketBuffers(4_096, 4_096)));
  }

  @Test
  void bulkArrivesByteExactThroughSmallPipesOfWhichTooFewAreLeft() throws Exception {
    checkBulk(
        RunningProxy.Options.DEFAULT
            .with(new RelayLimits(256, 2_048, 16_384, 4_096, 1 << 20, 1, 1, 0))
            .with(LoopLimits.DEFAULT.withPipes(4_096)));
  }

  @Test
  void bulkIsCopiedWhereTheSystemRefusesPipes() throws Exception {
    LoopLimits tooLarge = LoopLimits.DEFAULT.withPipes(Integer.MAX_VALUE);
    try (RunningProxy proxy =
        new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(PIPES).with(tooLarge))) {
      checkBulk(proxy, 8 << 20);
      assertThat(proxy.count(LoopCounters::bytesSpliced)).isZero();
    }
  }

  @Test
  void whatIsInAPipeWhenItsReaderResetsIsForgotten() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              byte[] part = new byte[100_000];
              while (true) {
                connection.getOutputStream().write(part);
              }
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(PIPES))
                .route("a.com", backend.port())) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write(HELLO);
        client.getInputStream().readNBytes(1 << 20);
        proxy.awaitRelayMemory();
        client.setSoLinger(true, 0);
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.CLIENT_RESET);
      assertThat(proxy.proxy().relayMemoryBytes()).isZero();
    }
  }

  @Test
  void anUrgentByteAmongBulkDoesNotStallIt() throws Exception {
    byte[] part = new byte[1 << 20];
    try (TestBackend backend = TestBackend.recording("got it");
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(PIPES))
                .route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      client.getOutputStream().write(part);
      client.sendUrgentData(1);
      client.getOutputStream().write(part);
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("got it");
      assertThat(backend.nextReceived()).hasSize(HELLO.length + 2 * part.length);
    }
  }

  private void checkBulk(RunningProxy.Options options) throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport, options)) {
      checkBulk(proxy, options.loop().sendBufferBytes() > 0 ? 2 << 20 : 50 << 20);
    }
  }

  private static void checkBulk(RunningProxy proxy, int bytes) throws Exception {
    try (TestBackend backend = TestBackend.echo();
        Socket client = proxy.route("a.com", backend.port()).connect()) {
      FutureTask<Long> sent = new FutureTask<>(() -> sendRandom(client, bytes));
      Thread.ofVirtual().start(sent);
      InputStream in = client.getInputStream();
      assertThat(in.readNBytes(HELLO.length)).isEqualTo(HELLO);
      CRC32 got = new CRC32();
      byte[] part = new byte[100_000];
      long count = 0;
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        got.update(part, 0, n);
        count += n;
      }
      assertThat(count).isEqualTo(bytes);
      assertThat(got.getValue()).isEqualTo(sent.get());
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.bytesOut()).isEqualTo(HELLO.length + (long) bytes);
      assertThat(proxy.proxy().relayMemoryBytes()).isZero();
    }
  }

  private static long sendRandom(Socket client, int bytes) throws IOException {
    Random random = new Random(7);
    CRC32 sum = new CRC32();
    OutputStream out = client.getOutputStream();
    out.write(HELLO);
    byte[] part = new byte[64 * 1024];
    for (int sent = 0; sent < bytes; sent += part.length) {
      random.nextBytes(part);
      sum.update(part);
      out.write(part);
    }
    client.shutdownOutput();
    return sum.getValue();
  }

  @Test
  void endsASilentRelayWithAReset() throws Exception {
    BackendSettings impatient =
        RunningProxy.backends(
            Duration.ofSeconds(3), Duration.ofMillis(200), Duration.ofSeconds(60));
    try (TestBackend backend = TestBackend.silent();
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(impatient))
                .route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.IDLE_TIMEOUT);
    }
  }

  @Test
  void endsAHalfClosedRelaySooner() throws Exception {
    BackendSettings impatient =
        RunningProxy.backends(Duration.ofSeconds(3), Duration.ofHours(1), Duration.ofMillis(200));
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readAllBytes();
              connection.getInputStream().read();
              new CountDownLatch(1).await();
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(impatient))
                .route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      client.shutdownOutput();
      assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.HALF_CLOSED_TIMEOUT);
    }
  }
}
