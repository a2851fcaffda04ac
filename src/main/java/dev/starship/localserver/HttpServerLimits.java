package dev.starship.localserver;

import java.util.Map;

/// Limits of every `com.sun.net.httpserver` server in this process, the admin port above all. The
/// JDK takes them from system properties, once, when the first of these servers is made; a property
/// that the command line sets is left as it is. The JDK counts nothing when one is reached: the
/// client's connection is closed.
final class HttpServerLimits {
  /// The most connections to one server, so that a flood costs bounded memory. A further one is
  /// accepted and closed at once, whoever it is from: who holds so many keeps health checks out.
  static final int CONNECTIONS = 1000;

  /// The most seconds a client has until the first byte of its request, and from then on for the
  /// whole of it, TLS handshake included: as many as `preread.timeout`. A client that asks for
  /// nothing holds its place among the connections no longer.
  static final int REQUEST_SECONDS = 5;

  /// How often the server looks for connections on which nothing came for too long [1 s]. The JDK's
  /// own 10 s would let them live three times as long.
  static final int IDLE_LOOK_MILLIS = 1000;

  /// The most seconds a client has to take an answer. Pages and metrics are small; a client that
  /// does not read is cut. Not where answers have no end ([LocalServer#answerWithoutEnd()]).
  static final int RESPONSE_SECONDS = 60;

  static final String RESPONSE_TIME = "sun.net.httpserver.maxRspTime";

  /// The most header fields of a request; browsers send about 20.
  static final int HEADER_FIELDS = 100;

  /// The most bytes of all header fields, names and values with 32 bytes for each; as much as
  /// `preread.maxBytes` allows.
  static final int HEADER_BYTES = 64 * 1024;

  /// The most bytes of an unwanted request body that are read to keep a connection; with more it is
  /// closed.
  static final int DRAIN_BYTES = 16 * 1024;

  private HttpServerLimits() {}

  /// Sets the limits, if this is before the first server is made.
  static void apply() {
    Map<String, Integer> properties =
        Map.of(
            "jdk.httpserver.maxConnections",
            CONNECTIONS,
            "sun.net.httpserver.maxReqTime",
            REQUEST_SECONDS,
            "sun.net.httpserver.clockTick",
            IDLE_LOOK_MILLIS,
            RESPONSE_TIME,
            RESPONSE_SECONDS,
            "sun.net.httpserver.maxReqHeaders",
            HEADER_FIELDS,
            "sun.net.httpserver.maxReqHeaderSize",
            HEADER_BYTES,
            "sun.net.httpserver.drainAmount",
            DRAIN_BYTES);
    // Without it the server waits for the client's acknowledgement between head and body, often 40
    // ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    properties.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, Integer.toString(value));
      }
    });
  }
}
