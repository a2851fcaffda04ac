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
/// @param jvmFlags more flags for the JVM of Starship
record Contender(
    String name, String template, Map<String, String> settings, List<Suit> suits, String jvmFlags) {
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
    /// Idle connections, and system calls.
    IDLE,
    /// HTTP requests over kept connections.
    HTTP,
    /// Starts.
    START,
    /// Many routes, which peers would need a reload for.
    ROUTES,
    /// A million remembered hosts.
    PAUSES,
    /// Quiet hosts beside noisy ones.
    NEIGHBOURS,
    /// What it is only compared with itself for.
    EXTRAS
  }

  /// Starship as the tables compare it.
  static final String STARSHIP = "starship";

  private static final String NGINX_FEW_FIELDS = "proxy_set_header X-Forwarded-For $remote_addr;";

  /// What Starship adds to each request.
  private static final String NGINX_ALL_FIELDS =
      """
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Port $server_port;
      proxy_set_header Forwarded "for=$remote_addr;host=$http_host;proto=$scheme";
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header Via "1.1 nginx";
      add_header Via "1.1 nginx";
      """;

  private static final String HAPROXY_FEW_FIELDS = "  option forwardfor";

  private static final String HAPROXY_ALL_FIELDS =
      """
        option forwardfor
        http-request set-header Forwarded "for=%[src];host=%[req.hdr(host)];proto=http"
        http-request set-header X-Forwarded-Proto http
        http-request set-header X-Forwarded-Host %[req.hdr(host)]
        http-request set-header X-Forwarded-Port %[dst_port]
        http-request set-header X-Request-Id %[uuid()]
        http-request set-header Via "1.1 haproxy"
        http-response set-header Via "1.1 haproxy"
      """;

  /// Every proxy that is compared.
  static List<Contender> all() {
    return List.of(
        starship(STARSHIP, "epoll", "", Suit.values()),
        starship(
            "starship-nio",
            "nio",
            "",
            Suit.CONNECTIONS,
            Suit.BULK_BY_DEFAULT,
            Suit.BULK_TUNED,
            Suit.MESSAGES),
        starship("starship-no-cache", "epoll", "-XX:AOTMode=off", Suit.START),
        nginx("nginx", "16k", "off", Suit.CONNECTIONS_WITHOUT_HALF_CLOSE),
        nginx(
            "nginx-half-close",
            "16k",
            "on",
            Suit.CONNECTIONS,
            Suit.BULK_BY_DEFAULT,
            Suit.MESSAGES,
            Suit.IDLE,
            Suit.NEIGHBOURS,
            Suit.START),
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
            Suit.IDLE,
            Suit.NEIGHBOURS,
            Suit.START),
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
            Suit.BULK_TUNED),
        http("nginx-http", "nginx-http.conf", NGINX_FEW_FIELDS),
        http("nginx-http-fields", "nginx-http.conf", NGINX_ALL_FIELDS),
        http("haproxy-http", "haproxy-http.cfg", HAPROXY_FEW_FIELDS),
        http("haproxy-http-fields", "haproxy-http.cfg", HAPROXY_ALL_FIELDS));
  }

  private static Contender starship(String name, String transport, String jvmFlags, Suit... suits) {
    return new Contender(
        name, "starship.yaml", Map.of("transport", transport), List.of(suits), jvmFlags);
  }

  private static Contender nginx(String name, String buffer, String halfClose, Suit... suits) {
    return new Contender(
        name, "nginx.conf", Map.of("buffer", buffer, "halfClose", halfClose), List.of(suits), "");
  }

  private static Contender haproxy(
      String name, String global, String defaults, String bind, Suit... suits) {
    return new Contender(
        name,
        "haproxy.cfg",
        Map.of("global", global, "defaults", defaults, "bind", bind),
        List.of(suits),
        "");
  }

  private static Contender http(String name, String template, String fields) {
    return new Contender(name, template, Map.of("fields", fields), List.of(Suit.HTTP), "");
  }

  /// The same in another configuration, and with more flags for its JVM than it has or is given by
  /// the environment.
  Contender with(String otherTemplate, Map<String, String> otherSettings, String moreFlags) {
    String flags =
        jvmFlags.isEmpty() ? System.getenv().getOrDefault("STARSHIP_JVM_OPTS", "") : jvmFlags;
    return new Contender(
        name, otherTemplate, otherSettings, suits, (flags + " " + moreFlags).strip());
  }

  /// The command that runs it with its configuration.
  ///
  /// @param root of the checkout
  List<String> command(Path root, Path configuration) {
    return switch (template) {
      case "nginx.conf", "nginx-http.conf" -> List.of("nginx", "-c", configuration.toString());
      case "haproxy.cfg", "haproxy-http.cfg" ->
          List.of("haproxy", "-db", "-f", configuration.toString());
      default ->
          List.of(root.resolve("starship").toString(), "serve", "-c", configuration.toString());
    };
  }
}
