package dev.starship.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long a proxy takes from its exec to the first byte of a backend through it, and what it then
/// occupies.
final class Start {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double MIB = 1 << 20;

  private Start() {}

  /// Starts a contender once more and ends it.
  static Map<String, Double> run(RunningProxy proxy) throws IOException {
    long begin = System.nanoTime();
    try (RunningProxy started = proxy.another()) {
      while (!routes(started.port())) {
        if (System.nanoTime() - begin > LONGEST_NANOS) {
          throw new IOException(proxy.contender().name() + " did not start");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("start", (System.nanoTime() - begin) / 1e6);
      values.put("start-memory", started.memory("VmRSS") / MIB);
      return values;
    }
  }

  private static boolean routes(int port) throws IOException {
    byte[] hello = new byte[Program.HELLO_BYTES];
    new Program(Program.What.ANSWER_AND_CLOSE, 1).hello(Cluster.all().getFirst().host()).get(hello);
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.getOutputStream().write(hello);
      if (client.getInputStream().read() < 0) {
        throw new Pattern.WrongBytes("the first connection was not routed");
      }
      return true;
    } catch (ConnectException notYet) {
      return false;
    }
  }
}
