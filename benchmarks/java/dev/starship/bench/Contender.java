package dev.starship.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One proxy in one configuration.
///
/// @param name as tables and `--contenders` show it
/// @param template its configuration in `benchmarks/peers`
/// @param settings what stands for the placeholders of the template
/// @param suits the kinds of rows it takes part in
record Contender(String name, String template, Map<String, String> settings, List<Suit> suits) {
  /// What a configuration is good for.
  enum Suit {
    /// New connections, with half-close as Starship keeps it.
    CONNECTIONS,
    /// New connections that end on both sides as soon as one ends.
    CONNECTIONS_WITHOUT_HALF_CLOSE,
    /// Bulk, as the peer comes.
    BULK_BY_DEFAULT,
    /// Bulk, tuned for it.
    BULK_TUNED,
    /// Small messages.
    MESSAGES,
    /// Idle connections.
    IDLE
  }

  /// Starship as the tables compare it.
  static final String STARSHIP = "starship";

  /// Every proxy that is compared.
  static List<Contender> all() {
    List<Suit> every = List.of(Suit.values());
    return List.of(
        new Contender(STARSHIP, "starship.yaml", Map.of("transport", "epoll"), every),
        new Contender("starship-nio", "starship.yaml", Map.of("transport", "nio"), every),
        nginx("nginx", "16k", "off", Suit.CONNECTIONS_WITHOUT_HALF_CLOSE),
        nginx(
            "nginx-half-close",
            "16k",
            "on",
            Suit.CONNECTIONS,
            Suit.BULK_BY_DEFAULT,
            Suit.MESSAGES,
            Suit.IDLE),
        nginx("nginx-64k", "64k", "on", Suit.BULK_TUNED),
        nginx("nginx-256k", "256k", "on", Suit.BULK_TUNED),
        haproxy(
            "haproxy",
            "",
            "",
            "",
            Suit.CONNECTIONS,
            Suit.BULK_BY_DEFAULT,
            Suit.MESSAGES,
            Suit.IDLE),
        haproxy(
            "haproxy-tuned",
            "",
            "  option tcp-smart-accept\n  option tcp-smart-connect",
            "defer-accept",
            Suit.CONNECTIONS,
            Suit.MESSAGES),
        haproxy(
            "haproxy-splice",
            "  tune.pipesize 1048576\n  maxpipes 50",
            "  option splice-request\n  option splice-response",
            "",
            Suit.BULK_TUNED));
  }

  private static Contender nginx(String name, String buffer, String halfClose, Suit... suits) {
    return new Contender(
        name, "nginx.conf", Map.of("buffer", buffer, "halfClose", halfClose), List.of(suits));
  }

  private static Contender haproxy(
      String name, String global, String defaults, String bind, Suit... suits) {
    return new Contender(
        name,
        "haproxy.cfg",
        Map.of("global", global, "defaults", defaults, "bind", bind),
        List.of(suits));
  }

  /// Whether this is Starship on either transport.
  boolean isStarship() {
    return template.equals("starship.yaml");
  }

  /// The command that runs it with its configuration.
  ///
  /// @param root of the checkout
  List<String> command(Path root, Path configuration) {
    return switch (template) {
      case "nginx.conf" -> List.of("nginx", "-c", configuration.toString());
      case "haproxy.cfg" -> List.of("haproxy", "-db", "-f", configuration.toString());
      default ->
          List.of(root.resolve("starship").toString(), "serve", "-c", configuration.toString());
    };
  }
}
