package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.transport.OpenDescriptors;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A drain ends what nobody waits for, lets the rest finish, and cuts what is left at its deadline.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class DrainTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Transport transport;

  DrainTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void withoutSessionsThereIsNothingToWaitFor() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      assertThat(proxy.proxy().drain(LONG)).isZero();
      assertThatThrownBy(() -> beginSession(proxy)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aSessionThatWaitsForAnAnswerGetsIt() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(1);
              connection.getInputStream().read();
              answer.await();
              connection.getOutputStream().write(2);
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      InputStream in = client.getInputStream();
      assertThat(in.read()).isEqualTo(1);
      client.getOutputStream().write(1);
      FutureTask<Integer> drain = new FutureTask<>(() -> proxy.proxy().drain(LONG));
      Thread.ofVirtual().start(drain);
      answer.countDown();
      assertThat(in.read()).isEqualTo(2);
      assertThat(in.read()).isEqualTo(-1);
      client.shutdownOutput();
      assertThat(drain.get()).isZero();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  /// Its client still sends a request whose answer came early.
  @Test
  void aSessionThatHasEndedKeepsItsReason() throws Exception {
    RefusalLimits patient = new RefusalLimits(LONG, LONG, LONG, 256 * 1024, LONG);
    RunningProxy.Options options = RunningProxy.Options.DEFAULT.with(patient);
    try (TestBackend backend = TestBackend.http("HTTP/1.1 413 x\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy = new RunningProxy(transport, options).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 10\r\n\r\nhalf");
      assertThat(client.response()).startsWith("HTTP/1.1 413 x\r\n");
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.COMPLETED);
      proxy.proxy().drain(Duration.ZERO);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  @Test
  void anAnsweredSilentSessionEndsBeforeTheDeadline() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket _ = proxy.echoed(HELLO)) {
      assertThat(proxy.proxy().drain(LONG)).isZero();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.DRAINED);
    }
  }

  /// The idle session, silent since later, shows that the drain has ended what was silent.
  @Test
  void aReaderThatPausesGetsTheWholeAnswer() throws Exception {
    byte[] answer = new byte[20_000_000];
    new Random(2).nextBytes(answer);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(answer);
            });
        TestBackend echo = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport).route("a.com", backend.port()).route("b.com", echo.port());
        Socket reader = proxy.connect();
        Socket idle = proxy.connect()) {
      reader.getOutputStream().write(HELLO);
      proxy.awaitRelayMemory();
      byte[] hello = ClientHelloBytes.helloTo("b.com").build();
      idle.getOutputStream().write(hello);
      assertThat(idle.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
      FutureTask<Integer> drain = new FutureTask<>(() -> proxy.proxy().drain(LONG));
      Thread.ofVirtual().start(drain);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.DRAINED);
      // Before it has read all: afterwards it would be silent, and soon be ended too.
      reader.shutdownOutput();
      assertThat(reader.getInputStream().readAllBytes()).isEqualTo(answer);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(drain.get()).isZero();
    }
  }

  @Test
  void whatIsLeftAtTheDeadlineIsReset() throws Exception {
    try (TestBackend backend = TestBackend.silent();
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      backend.awaitConnection();
      assertThat(proxy.proxy().drain(Duration.ofMillis(50))).isOne();
      assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.DRAINED);
    }
  }

  @Test
  void tenThousandSessionsLeaveNothingBehind() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      openAndClose(proxy, 100);
      int before = OpenDescriptors.now().size();
      openAndClose(proxy, 10_000);
      assertThat(proxy.proxy().openSessions()).isZero();
      assertThat(proxy.proxy().relayMemoryBytes()).isZero();
      assertThat(proxy.openSockets()).isZero();
      assertThat(proxy.runningTimers()).isZero();
      assertThat(OpenDescriptors.now()).hasSizeLessThan(before + 20);
    }
  }

  private static int beginSession(RunningProxy proxy) throws IOException {
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      return client.getInputStream().read();
    }
  }

  private static void openAndClose(RunningProxy proxy, int sessions) throws Exception {
    for (int i = 0; i < sessions; i++) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write(HELLO);
        assertThat(client.getInputStream().readNBytes(HELLO.length)).hasSize(HELLO.length);
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    }
  }
}
