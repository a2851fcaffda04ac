package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.preread.PrereadLimits;
import dev.starship.routing.Backend;
import dev.starship.transport.Transport;
import dev.starship.transport.Unheard;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Who closed first where the client gets no answer: Starship unless a peer did, whoever is to
/// blame.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class ClosedByTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final byte[] OTHER = "SSH-2.0-x\r\n".getBytes(ISO_8859_1);
  private static final byte[] NOTHING = new byte[0];
  private static final RunningProxy.Options DEFAULT = RunningProxy.Options.DEFAULT;
  private static final RunningProxy.Options IMPATIENT =
      DEFAULT.with(new PrereadLimits(Duration.ofMillis(100), 64 * 1024));

  private final Transport transport;

  ClosedByTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void starshipClosesWhereNothingCameInTime() throws Exception {
    check(IMPATIENT, NOTHING, Ending.PREREAD_TIMEOUT, Side.STARSHIP);
    check(IMPATIENT.behind("127.0.0.0/8"), NOTHING, Ending.PREREAD_TIMEOUT, Side.STARSHIP);
  }

  @Test
  void starshipClosesWhereOnlyAPartCameInTime() throws Exception {
    check(IMPATIENT, Arrays.copyOf(HELLO, 20), Ending.OPENING_TIMEOUT, Side.STARSHIP);
  }

  @Test
  void starshipClosesOnProxiesThatItDoesNotTrustOrUnderstand() throws Exception {
    check(DEFAULT.behind("10.0.0.0/8"), HELLO, Ending.UNTRUSTED_PROXY, Side.STARSHIP);
    check(DEFAULT.behind("127.0.0.0/8"), HELLO, Ending.MALFORMED_PROXY_HEADER, Side.STARSHIP);
  }

  @Test
  void starshipClosesOnProtocolsThatItDoesNotKnow() throws Exception {
    check(DEFAULT, OTHER, Ending.UNKNOWN_PROTOCOL, Side.STARSHIP);
  }

  @Test
  void starshipClosesWhereTheBackendCannotBeReached() throws Exception {
    try (Socket unheard = Unheard.socket()) {
      check(catchAll(unheard.getLocalPort()), OTHER, Ending.BACKEND_REFUSED, Side.STARSHIP);
    }
  }

  @Test
  void aBackendThatResetsHasClosed() throws Exception {
    try (TestBackend backend = TestBackend.resettingAfter(OTHER.length)) {
      check(catchAll(backend.port()), OTHER, Ending.BACKEND_RESET, Side.BACKEND);
    }
  }

  @Test
  void aResetOfWhatIsNeitherTlsNorHttpIsPassedOn() throws Exception {
    try (TestBackend backend = TestBackend.resettingAfter(OTHER.length);
        RunningProxy proxy = new RunningProxy(transport, catchAll(backend.port()));
        Socket client = proxy.connect()) {
      client.getOutputStream().write(OTHER);
      assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aClientThatResetsItsPageHasClosed() throws Exception {
    try (TestBackend pages = TestBackend.echo()) {
      Address server = Address.parse("127.0.0.1:" + pages.port()).orElseThrow();
      RunningProxy.Options options = DEFAULT.allowing().with(new UnknownSettings(null, server));
      try (RunningProxy proxy = new RunningProxy(transport, options)) {
        try (Socket client = proxy.connect()) {
          client.getOutputStream().write(HELLO);
          assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
          client.setSoLinger(true, 0);
        }
        checkEnd(proxy, Ending.UNKNOWN_HOST, Side.CLIENT);
      }
    }
  }

  @Test
  void aPageServerThatResetsIsAPartOfStarship() throws Exception {
    try (TestBackend pages =
        TestBackend.running(connection -> {
          connection.getOutputStream().write('p');
          connection.getInputStream().readNBytes(HELLO.length + 1);
          connection.setSoLinger(true, 0);
        })) {
      Address server = Address.parse("127.0.0.1:" + pages.port()).orElseThrow();
      RunningProxy.Options options = DEFAULT.allowing().with(new UnknownSettings(null, server));
      try (RunningProxy proxy = new RunningProxy(transport, options);
          Socket client = proxy.connect()) {
        client.getOutputStream().write(HELLO);
        assertThat(client.getInputStream().read()).isEqualTo('p');
        client.getOutputStream().write('!');
        checkEnd(proxy, Ending.UNKNOWN_HOST, Side.STARSHIP);
      }
    }
  }

  private static RunningProxy.Options catchAll(int port) {
    Backend backend = Backend.parse("127.0.0.1:" + port).orElseThrow();
    return DEFAULT.allowing().with(new UnknownSettings(backend, null));
  }

  /// A client that says `first` and waits for the end gets nothing.
  private void check(RunningProxy.Options options, byte[] first, Ending ending, Side closedBy)
      throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport, options);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(first);
      assertThat(readsNothing(client)).isTrue();
      checkEnd(proxy, ending, closedBy);
    }
  }

  private static void checkEnd(RunningProxy proxy, Ending ending, Side closedBy)
      throws InterruptedException {
    SessionEnd end = proxy.nextEnd();
    assertThat(end.ending()).isEqualTo(ending);
    assertThat(end.closedBy()).isEqualTo(closedBy);
  }

  private static boolean readsNothing(Socket client) throws IOException {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
