package dev.starship.routing;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of a route, as the lookup API answers it and a routes file holds it. Any thread.
///
/// Unknown fields are ignored and a null is a field left out. The type of each known field is
/// always checked; its value only where the route uses it: not that of `endpoint` beside
/// `endpoints`, nor that of `location` unless the route redirects. A number may be written `30` or
/// `30.0`. A name given twice in one object is wrong.
public final class RouteJson {
  private static final RouteJsonLimits LIMITS = RouteJsonLimits.DEFAULT;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(LIMITS.nesting())
                          .maxStringLength(LIMITS.documentBytes())
                          .maxNameLength(LIMITS.documentBytes())
                          .build())
                  .build())
          .build();

  private static final ObjectReader READER =
      MAPPER
          .reader()
          .with(
              DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int MAX_WHY_CHARS = 200;

  private RouteJson() {}

  /// What became of a document.
  public sealed interface Parsed {
    /// The document is a route.
    ///
    /// @param host its `host` as written, which nobody has checked; null if it has none
    /// @param route the route
    record Valid(@Nullable String host, Route route) implements Parsed {}

    /// The document is no route.
    ///
    /// @param why one phrase with the field and what is wrong: `endpoints[1].weight: 0 is not
    ///   1-1000`
    record Wrong(String why) implements Parsed {}
  }

  /// Reads one JSON object in UTF-8.
  public static Parsed read(byte[] json) {
    if (json.length > LIMITS.documentBytes()) {
      return new Parsed.Wrong("is " + json.length + " bytes, more than " + LIMITS.documentBytes());
    }
    try {
      return read(READER.readTree(json));
    } catch (JacksonException e) {
      return new Parsed.Wrong(notJson(e));
    }
  }

  /// Reads a tree, such as one that comes from YAML.
  public static Parsed read(JsonNode tree) {
    return new RouteReading(LIMITS).read(tree);
  }

  /// Writes one line of JSON in UTF-8, without a line end, that [#read(byte\[\])] reads as the same
  /// route.
  ///
  /// @param host the host or pattern that the route is for
  public static byte[] write(String host, Route route) {
    return MAPPER.writeValueAsBytes(tree(host, route));
  }

  private static String notJson(JacksonException e) {
    var text = new StringBuilder("is not JSON");
    if (e.getLocation() != null) {
      text.append(" at line ").append(e.getLocation().getLineNr());
      text.append(", column ").append(e.getLocation().getColumnNr());
    }
    return Quoted.cut(text.append(": ").append(e.getOriginalMessage()).toString(), MAX_WHY_CHARS);
  }

  private static ObjectNode tree(String host, Route route) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    putIfNamed(node, "app", route.app());
    node.put("host", host);
    putBackends(node, route);
    if (route.action() != Action.FORWARD) {
      node.put("action", RouteReading.word(route.action()));
    }
    putIfNamed(node, "location", route.location());
    if (route.httpsRedirect()) {
      node.put("httpsRedirect", true);
    }
    putWord(node, "proxyProtocol", route.proxyProtocol());
    putWord(node, "balance", route.balance());
    if (!route.limits().equals(RouteLimits.NONE)) {
      ObjectNode limits = node.putObject("limits");
      putUnless(limits, "sessions", route.limits().sessions(), 0);
      putUnless(limits, "sessionsPerSecond", route.limits().sessionsPerSecond(), 0);
    }
    if (route.ttl() != null) {
      node.put("ttl", route.ttl().toSeconds());
    }
    return node;
  }

  private static void putBackends(ObjectNode node, Route route) {
    if (route.backends().size() == 1 && isPlain(route.backends().getFirst())) {
      node.put("endpoint", text(route.backends().getFirst()));
    } else if (!route.backends().isEmpty()) {
      ArrayNode list = node.putArray("endpoints");
      route.backends().forEach(backend -> putBackend(list.addObject(), backend));
    }
  }

  private static void putBackend(ObjectNode node, Backend backend) {
    node.put("address", text(backend));
    putUnless(node, "tlsPort", backend.tlsPort(), 0);
    putUnless(node, "httpPort", backend.httpPort(), 0);
    putUnless(node, "weight", backend.weight(), 1);
    putUnless(node, "priority", backend.priority(), 0);
    putIfNamed(node, "cluster", backend.cluster());
  }

  private static boolean isPlain(Backend backend) {
    return backend.tlsPort() == 0
        && backend.httpPort() == 0
        && backend.weight() == 1
        && backend.priority() == 0
        && backend.cluster() == null;
  }

  private static String text(Backend backend) {
    return new BackendText(backend.name(), backend.ip(), backend.port()).toString();
  }

  private static void putIfNamed(ObjectNode node, String field, @Nullable String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static void putWord(ObjectNode node, String field, @Nullable Enum<?> value) {
    if (value != null) {
      node.put(field, RouteReading.word(value));
    }
  }

  private static void putUnless(ObjectNode node, String field, int value, int usual) {
    if (value != usual) {
      node.put(field, value);
    }
  }
}
