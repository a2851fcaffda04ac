package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.transport.Transport;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The system spreads many connections evenly over the loops; few are up to chance.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class FewSessionsTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();

  private final Transport transport;

  FewSessionsTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void ofSixNoLoopHasMoreThanFour() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      // By chance alone, twenty times in a row come out like this once in 140 times.
      for (int i = 0; i < 20; i++) {
        List<Socket> clients = new ArrayList<>();
        for (int client = 0; client < 6; client++) {
          clients.add(proxy.echoed(HELLO));
        }
        assertThat(proxy.socketsByLoop()).hasSize(2).allMatch(sockets -> sockets >= 4);
        for (Socket client : clients) {
          client.close();
        }
        Eventually.counts("open sockets", 0, proxy::openSockets);
      }
    }
  }
}
