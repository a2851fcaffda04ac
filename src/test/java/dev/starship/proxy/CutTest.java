package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.Eventually;
import dev.starship.address.Address;
import dev.starship.admission.AdmissionSettings;
import dev.starship.admission.Limit;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.SessionEnd;
import dev.starship.preread.PrereadLimits;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A session for which there is not even the place to be told so is cut, by the same rule wherever
/// it is known who the client is: at accept, or from a PROXY header.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class CutTest {
  /// Sessions of one client that are answered although only one may be served.
  private static final int ANSWERED = 16;

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final byte[] NO_HEADER = new byte[0];
  private static final byte[] HEADER =
      HeaderWriter.version1(
          new Addresses(
              Address.parse("192.0.2.1:56324").orElseThrow(),
              Address.parse("198.51.100.2:443").orElseThrow()));

  private final Transport transport;

  CutTest(Transport transport) {
    this.transport = transport;
  }

  private static RunningProxy.Options options(Duration openingOfRefused) {
    return RunningProxy.Options.DEFAULT
        .onOneLoop()
        .with(new AdmissionSettings(0, 1, 0, 0, 0, 0))
        .with(new PrereadLimits(LONG, 64 * 1024))
        .with(new RefusalLimits(openingOfRefused, LONG, LONG, 1024, LONG));
  }

  private static Socket beginning(RunningProxy proxy, byte[] header) throws IOException {
    Socket client = proxy.connect();
    client.getOutputStream().write(header);
    return client;
  }

  private static void readFirstByte(RunningProxy proxy, byte[] header) throws IOException {
    try (Socket cut = beginning(proxy, header)) {
      cut.getInputStream().read();
    }
  }

  private void check(RunningProxy.Options options, byte[] header) throws Exception {
    List<Socket> before = new ArrayList<>();
    try (RunningProxy proxy = new RunningProxy(transport, options)) {
      for (int i = 0; i < 1 + ANSWERED; i++) {
        before.add(beginning(proxy, header));
      }
      Eventually.sees(
          "all that get an answer are refused",
          () -> proxy.proxy().admission().refusals(Limit.CLIENT),
          refused -> refused >= ANSWERED);
      // The reset may come before connect returns.
      assertThatThrownBy(() -> readFirstByte(proxy, header)).isInstanceOf(SocketException.class);
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.CLIENT_OVER_LIMIT);
      assertThat(end.closedBy()).isEqualTo(Side.STARSHIP);
      assertThat(proxy.proxy().admission().cuts()).isOne();
      assertThat(proxy.openSockets()).isEqualTo(1 + ANSWERED);
    } finally {
      for (Socket client : before) {
        client.close();
      }
    }
  }

  @Test
  void isResetAtAccept() throws Exception {
    check(options(LONG), NO_HEADER);
  }

  @Test
  void isResetAfterItsProxyHeader() throws Exception {
    check(options(LONG).behind("127.0.0.0/8"), HEADER);
  }

  @Test
  void isNotWaitedForLongOnceItsProxyHeaderShowsThatItIsTooMany() throws Exception {
    Duration brief = Duration.ofMillis(100);
    try (RunningProxy proxy = new RunningProxy(transport, options(brief).behind("127.0.0.0/8"));
        Socket served = beginning(proxy, HEADER);
        Socket refused = beginning(proxy, HEADER)) {
      // Whichever header came second. The other one has a minute.
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.PREREAD_TIMEOUT);
      assertThat(proxy.openSockets()).isOne();
      assertThat(served.isConnected() && refused.isConnected()).isTrue();
    }
  }
}
