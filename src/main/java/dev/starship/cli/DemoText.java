package dev.starship.cli;

import dev.starship.address.Address;

/// What the demo prints, and the configuration it runs with.
///
/// @param httpsPort one port of the balancer
/// @param httpPort another; both take TLS and HTTP
/// @param adminPort its admin port
/// @param api where the lookup API listens
record DemoText(int httpsPort, int httpPort, int adminPort, Address api) {
  /// The demo's whole configuration, in YAML.
  String configuration() {
    return """
    listeners:
      - bind: 127.0.0.1:%d
      - bind: 127.0.0.1:%d
    routes:
      source:
        http: { url: "http://%s/routes/{host}", events: "http://%s/events" }
    backends: { allow: [127.0.0.0/8] }
    accessLog: { path: stdout, format: text }
    drainTimeout: 1s
    admin: { bind: "127.0.0.1:%d" }
    """
        .formatted(httpsPort, httpPort, api, api, adminPort);
  }

  /// The lines to try.
  String invitation() {
    return """
    Two clusters, alpha (a.com) and beta (b.com), stand behind one Starship. Try in another terminal:

      # TLS, never opened: the name in its first bytes decides
    %s
    %s
      # plain HTTP: the Host of the request decides
    %s
    %s
      # both protocols on each port
    %s
    %s
      # a host that the lookup API does not know: a page, and an alert
    %s
    %s
      # what Starship says of itself, and what it asked
      curl http://127.0.0.1:%d/health/ready
      curl http://127.0.0.1:%d/metrics
      curl http://%s/routes/a.com

    One line follows for each session or HTTP request; Ctrl-C ends the demo.
    """
        .formatted(
            curl("https", "a.com", httpsPort),
            curl("https", "b.com", httpsPort),
            curl("http", "a.com", httpPort),
            curl("http", "b.com", httpPort),
            curl("http", "a.com", httpsPort),
            curl("https", "b.com", httpPort),
            curl("http", "unknown.example", httpPort),
            curl("https", "unknown.example", httpsPort),
            adminPort,
            adminPort,
            api);
  }

  /// `-k`, because the demo's certificates sign themselves.
  private static String curl(String scheme, String host, int port) {
    return "  curl %s--resolve %s:%d:127.0.0.1 %s://%s:%d/"
        .formatted(scheme.equals("https") ? "-k " : "", host, port, scheme, host, port);
  }
}
