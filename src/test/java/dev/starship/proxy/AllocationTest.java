package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.transport.Transports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/// A steady relay costs no garbage: what event loops allocate does not grow with what passes.
class AllocationTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final int ROUND_TRIPS = 20_000;

  /// Of the JVM's own doing, as when it compiles a method; an object for each packet would be 16
  /// bytes at least, 40,000 times.
  private static final long SLACK_BYTES = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void messagesThatPassAllocateNothing() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(Transports.epoll()).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.setTcpNoDelay(true);
      client.getOutputStream().write(HELLO);
      client.getInputStream().readNBytes(HELLO.length);
      exchange(client, ROUND_TRIPS);
      long before = allocatedByLoops();
      exchange(client, ROUND_TRIPS);
      assertThat(allocatedByLoops() - before).isLessThan(SLACK_BYTES);
    }
  }

  private static void exchange(Socket client, int times) throws IOException {
    byte[] message = new byte[128];
    for (int i = 0; i < times; i++) {
      client.getOutputStream().write(message);
      assertThat(client.getInputStream().readNBytes(message, 0, message.length))
          .isEqualTo(message.length);
    }
  }

  private long allocatedByLoops() {
    long[] loops =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(RunningProxy.LOOP_NAME))
            .mapToLong(Thread::threadId)
            .toArray();
    assertThat(loops).isNotEmpty();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(loops)) {
      sum += bytes;
    }
    return sum;
  }
}
