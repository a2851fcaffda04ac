package dev.starship.routing;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The JSON of a route, as the lookup API answers it and a routes file holds it. Any thread.
///
/// Unknown fields are ignored and a null is a field left out. The type of each known field is
/// always checked; its value only where the route uses it: not that of `endpoint` beside
/// `endpoints`, nor that of `location` unless the route redirects. A number may be written `30` or
/// `30.0`. A name given twice in one object is wrong.
public final class RouteJson {
  private static final RouteJsonLimits LIMITS = RouteJsonLimits.DEFAULT;

  private static final JsonTree READER = new JsonTree(LIMITS);

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
      return new Parsed.Wrong("is more than " + LIMITS.documentBytes() + " bytes");
    }
    try {
      return read(READER.read(json));
    } catch (JacksonException e) {
      return new Parsed.Wrong("is not JSON: " + JsonTree.why(e));
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
    return new RouteWriting().write(host, route);
  }
}
