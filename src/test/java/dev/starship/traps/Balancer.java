package dev.starship.traps;

import dev.starship.Starship;
import dev.starship.address.Address;
import dev.starship.config.ConfigurationFile;
import dev.starship.config.Loaded;
import dev.starship.config.Surroundings;
import dev.starship.peers.Exposition;
import dev.starship.traps.Client.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A whole running Starship, and what its clients and its operator see of it.
final class Balancer implements AutoCloseable {
  /// The transports, as `transport` in a configuration names them.
  static final String EPOLL = "epoll";

  static final String NIO = "nio";

  /// All clients of a test are one address, so nothing is limited by it.
  static final String UNLIMITED = "{ unknownHostsPerClient: 0 }";

  private final Address address;
  private final Address admin;
  private final SessionLog log;
  private final Closeable running;

  /// One that is running.
  ///
  /// @param logFile its access log
  /// @param running closed to end it
  Balancer(Address address, Address admin, Path logFile, Closeable running) {
    this.address = address;
    this.admin = admin;
    this.log = new SessionLog(logFile);
    this.running = running;
  }

  /// Starts one in this process that may use backends on loopback.
  ///
  /// @param routes the value of `routes` in YAML's flow style
  static Balancer start(String transport, String routes) throws Exception {
    return start(transport, routes, "127.0.0.0/8");
  }

  /// @param allow what `backends.allow` lists
  static Balancer start(String transport, String routes, String allow) throws Exception {
    return start(transport, routes, allow, UNLIMITED);
  }

  /// Starts one that may use backends on loopback.
  ///
  /// @param limits the value of `limits` in YAML's flow style
  static Balancer startLimited(String transport, String routes, String limits) throws Exception {
    return start(transport, routes, "127.0.0.0/8", limits);
  }

  private static Balancer start(String transport, String routes, String allow, String limits)
      throws Exception {
    Path logFile = Files.createTempFile("starship-traps", ".log");
    String yaml = configuration(transport, routes, allow, limits, logFile);
    return switch (ConfigurationFile.parse("test", yaml, Surroundings.ofThisProcess(Path.of("")))) {
      case Loaded.Good good -> of(Starship.start(good.settings(), "0", "test"), logFile);
      case Loaded.Bad(List<?> problems) -> throw new AssertionError(problems + "\n" + yaml);
    };
  }

  private static Balancer of(Starship starship, Path logFile) {
    return new Balancer(
        starship.listeners().getFirst(),
        starship.adminAddress(),
        logFile,
        () -> {
          starship.close();
          Files.deleteIfExists(logFile);
        });
  }

  /// A whole configuration on ports that the system chooses.
  static String configuration(
      String transport, String routes, String allow, String limits, Path logFile) {
    return """
    listeners: [{ bind: "127.0.0.1:0" }]
    admin: { bind: "127.0.0.1:0" }
    transport: %s
    loops: 2
    routes: %s
    backends: { allow: [%s], connectTimeout: 20s }
    limits: %s
    accessLog: { path: "%s", format: json }
    """
        .formatted(transport, routes, allow, limits, logFile);
  }

  Address address() {
    return address;
  }

  Address adminAddress() {
    return admin;
  }

  /// What a TLS client of `host` hears.
  String tls(String host) throws IOException {
    return Client.tls(address, host).said();
  }

  /// What an HTTP client of `host` gets.
  Reply http(String host) throws IOException {
    return Client.http(address, host);
  }

  /// Who answers a TLS client of `host`, and where its route was found, as `alpha by source`; the
  /// ending stands for a level that does not exist, as `alert 80 by lookup_unavailable`.
  String visit(String host) throws Exception {
    Reply reply = Client.tls(address, host);
    JsonNode line = log.line(reply);
    String level = line.path("lookup").asString("");
    return reply.said() + " by " + (level.isEmpty() ? line.path("ending").asString() : level);
  }

  /// The line of the access log on the session that got `reply`.
  JsonNode logged(Reply reply) throws Exception {
    return log.line(reply);
  }

  long metric(String name) throws IOException {
    return Exposition.value(admin.port(), name);
  }

  /// How often something happened in the cache of lookups.
  long lookupEvents(String event) throws IOException {
    return metric("starship_lookup_events_total{event=\"" + event + "\"}");
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
