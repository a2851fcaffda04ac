package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SignalsTest {
  /// SIGWINCH means nothing to a JVM, so that it may be sent to the one that runs the tests.
  @Test
  void runATaskEachTimeTheSignalArrives() throws Exception {
    var first = new CountDownLatch(1);
    var second = new CountDownLatch(2);
    boolean arrives =
        Signals.on(
            "WINCH",
            () -> {
              first.countDown();
              second.countDown();
            });
    assertThat(arrives).isTrue();
    send();
    first.await();
    send();
    second.await();
    assertThat(second.getCount()).isZero();
  }

  @Test
  void leaveASignalAloneThatTheSystemDoesNotHave() {
    assertThat(Signals.on("NOSUCH", () -> {})).isFalse();
  }

  private static void send() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-WINCH", pid).start().waitFor()).isZero();
  }
}
