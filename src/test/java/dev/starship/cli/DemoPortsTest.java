package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DemoPortsTest {
  @Test
  void takesTheUsualPortIfItIsFree() throws IOException {
    int free;
    try (ServerSocket socket = socket()) {
      free = socket.getLocalPort();
    }
    assertThat(DemoPorts.choose("--http-port", null, free)).isEqualTo(free);
    assertThat(DemoPorts.choose("--http-port", free, 8080)).isEqualTo(free);
  }

  @Test
  void givesWayIfTheUsualPortIsTaken() throws IOException {
    try (ServerSocket taken = socket()) {
      assertThat(DemoPorts.choose("--http-port", null, taken.getLocalPort()))
          .isPositive()
          .isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void refusesAPortThatWasAskedForAndIsTaken() throws IOException {
    try (ServerSocket taken = socket()) {
      assertThatThrownBy(() -> DemoPorts.choose("--http-port", taken.getLocalPort(), 8080))
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "port "
                  + taken.getLocalPort()
                  + " is taken or not allowed: give --http-port another, or 0 for any.");
    }
  }

  @Test
  void takesAnyPortFor0() {
    assertThat(DemoPorts.choose("--http-port", 0, 8080)).isPositive().isNotEqualTo(8080);
  }

  private static ServerSocket socket() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
