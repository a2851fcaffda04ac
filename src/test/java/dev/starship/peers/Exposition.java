package dev.starship.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// The metrics of a running balancer, read over its admin port.
public final class Exposition {
  private Exposition() {}

  /// The value of one line.
  ///
  /// @param name with its labels, as `starship_cache_hosts` or `x_total{level="l1"}`
  public static long value(int adminPort, String name) throws IOException {
    for (String line : text(adminPort).lines().toList()) {
      if (line.startsWith(name + " ")) {
        return (long) Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    throw new AssertionError("there is no metric " + name);
  }

  private static String text(int adminPort) throws IOException {
    try (InputStream in =
        URI.create("http://127.0.0.1:" + adminPort + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
