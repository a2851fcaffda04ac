package dev.starship.pageserver;

import java.util.Map;

/// Limits of every `com.sun.net.httpserver` server in this process, the page server and the admin
/// port. The JDK takes them from system properties, once, when the first of these servers is made;
/// a property that the command line sets is left as it is. The JDK counts nothing when one is
/// reached: the client's connection is closed, or waits in the listen queue.
public final class HttpServerLimits {
  /// The most connections to one server. Further ones wait in the listen queue, so a flood costs
  /// bounded memory.
  static final int CONNECTIONS = 1000;

  /// The most seconds a client has for its TLS handshake and request: a client that never ends its
  /// request is cut.
  static final int REQUEST_SECONDS = 10;

  /// The most seconds a client has to take an answer. Pages and metrics are small; a client that
  /// does not read is cut.
  static final int RESPONSE_SECONDS = 60;

  /// The most header fields of a request; browsers send about 20.
  static final int HEADER_FIELDS = 100;

  /// The most bytes of all header fields, names and values with 32 bytes for each; as much as
  /// `preread.maxBytes` allows.
  static final int HEADER_BYTES = 64 * 1024;

  /// The most bytes of an unwanted request body that are read to keep a connection; with more it is
  /// closed.
  static final int DRAIN_BYTES = 16 * 1024;

  private HttpServerLimits() {}

  /// Sets the limits. To be called before any server of that kind is made. Any thread; again does
  /// no harm.
  public static void apply() {
    Map<String, Integer> properties =
        Map.of(
            "jdk.httpserver.maxConnections", CONNECTIONS,
            "sun.net.httpserver.maxReqTime", REQUEST_SECONDS,
            "sun.net.httpserver.maxRspTime", RESPONSE_SECONDS,
            "sun.net.httpserver.maxReqHeaders", HEADER_FIELDS,
            "sun.net.httpserver.maxReqHeaderSize", HEADER_BYTES,
            "sun.net.httpserver.drainAmount", DRAIN_BYTES);
    properties.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, Integer.toString(value));
      }
    });
  }
}
