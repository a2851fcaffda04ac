package dev.starship.routing;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One reading of one tree: takes the fields one by one and keeps the first thing that is wrong.
/// Not thread-safe.
final class RouteReading {
  private final RouteJsonLimits limits;
  private @Nullable String wrong;

  RouteReading(RouteJsonLimits limits) {
    this.limits = limits;
  }

  RouteJson.Parsed read(JsonNode tree) {
    if (!tree.isObject()) {
      return new RouteJson.Parsed.Wrong("is not a JSON object");
    }
    String host = text(tree, "host", "host");
    Route route = route(tree);
    return wrong == null
        ? new RouteJson.Parsed.Valid(host, route)
        : new RouteJson.Parsed.Wrong(wrong);
  }

  /// The word of the contract for an enum's value.
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private Route route(JsonNode tree) {
    String app = text(tree, "app", "app");
    List<Backend> backends = backends(tree);
    Action named = oneOf(tree, "action", Action.values());
    Action action = named == null ? Action.FORWARD : named;
    if (action == Action.FORWARD && backends.isEmpty()) {
      wrong("endpoint: " + (named == null ? "neither endpoint nor action is given" : "is missing"));
    }
    String location = string(tree, "location", "location");
    if (action == Action.REDIRECT) {
      checkLocation(location);
    }
    return new Route(
        app,
        action,
        backends,
        action == Action.REDIRECT ? location : null,
        flag(tree, "httpsRedirect"),
        oneOf(tree, "proxyProtocol", ProxyVersion.values()),
        oneOf(tree, "balance", Balance.values()),
        routeLimits(tree),
        ttl(tree));
  }

  private List<Backend> backends(JsonNode tree) {
    String endpoint = string(tree, "endpoint", "endpoint");
    JsonNode endpoints = given(tree, "endpoints");
    if (endpoints == null) {
      return endpoint == null ? List.of() : List.of(backend(tree, "endpoint", endpoint, false));
    }
    if (!endpoints.isArray()) {
      wrong("endpoints: is not a list");
      return List.of();
    }
    if (endpoints.size() > limits.backends()) {
      wrong("endpoints: has " + endpoints.size() + " entries, more than " + limits.backends());
      return List.of();
    }
    var backends = new ArrayList<Backend>(endpoints.size());
    for (JsonNode entry : endpoints) {
      String path = "endpoints[" + backends.size() + "]";
      String address = entry.isObject() ? string(entry, "address", path + ".address") : null;
      if (!entry.isObject()) {
        wrong(path + ": is not an object");
      } else if (address == null) {
        wrong(path + ".address: is missing");
      }
      backends.add(backend(entry, path + ".address", address == null ? "" : address, true));
    }
    return List.copyOf(backends);
  }

  private Backend backend(JsonNode entry, String addressPath, String address, boolean whole) {
    BackendText text = BackendText.parse(address);
    if (text == null) {
      wrong(
          addressPath
              + ": "
              + Quoted.of(address)
              + " is neither an IP address nor a DNS name, with or without :port");
      text = new BackendText("", null, 0);
    }
    if (!whole) {
      return Backend.of(text);
    }
    String path = addressPath.substring(0, addressPath.lastIndexOf('.') + 1);
    return new Backend(
        text.name(),
        text.ip(),
        text.port(),
        number(entry, "tlsPort", path, 1, 65_535, 0),
        number(entry, "httpPort", path, 1, 65_535, 0),
        number(entry, "weight", path, 1, RouteJsonLimits.MAX_WEIGHT, 1),
        number(entry, "priority", path, 0, RouteJsonLimits.MAX_PRIORITY, 0),
        text(entry, "cluster", path + "cluster"));
  }

  private RouteLimits routeLimits(JsonNode tree) {
    JsonNode node = given(tree, "limits");
    if (node == null) {
      return RouteLimits.NONE;
    }
    if (!node.isObject()) {
      wrong("limits: is not an object");
      return RouteLimits.NONE;
    }
    int sessions = number(node, "sessions", "limits.", 0, Integer.MAX_VALUE, 0);
    int rate = number(node, "sessionsPerSecond", "limits.", 0, Integer.MAX_VALUE, 0);
    return sessions == 0 && rate == 0 ? RouteLimits.NONE : new RouteLimits(sessions, rate);
  }

  private @Nullable Duration ttl(JsonNode tree) {
    int seconds = number(tree, "ttl", "", 0, Math.toIntExact(limits.ttl().toSeconds()), -1);
    return seconds < 0 ? null : Duration.ofSeconds(seconds);
  }

  /// RFC 9110 section 10.2.2 allows more, but only an absolute address leads to the same place from
  /// every page.
  private void checkLocation(@Nullable String location) {
    if (location == null) {
      wrong("location: is missing, and the action is redirect");
    } else if (location.length() > limits.locationChars()) {
      wrong(
          "location: has "
              + location.length()
              + " characters, more than "
              + limits.locationChars());
    } else if (!isAbsoluteHttp(location)) {
      wrong("location: " + Quoted.of(location) + " is not an absolute http or https address");
    }
  }

  private static boolean isAbsoluteHttp(String location) {
    if (!location.chars().allMatch(c -> c > ' ' && c < 127)) {
      return false;
    }
    try {
      var uri = new URI(location);
      String authority = uri.getRawAuthority();
      return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
          && authority != null
          && !authority.startsWith(":");
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static @Nullable JsonNode given(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private @Nullable String string(JsonNode node, String field, String path) {
    JsonNode value = given(node, field);
    if (value != null && !value.isString()) {
      wrong(path + ": is not a string");
      return null;
    }
    return value == null ? null : value.stringValue();
  }

  /// A string that stands in logs and on pages.
  private @Nullable String text(JsonNode node, String field, String path) {
    String value = string(node, field, path);
    if (value != null && value.length() > limits.textChars()) {
      wrong(path + ": has " + value.length() + " characters, more than " + limits.textChars());
    } else if (value != null && !isPrintable(value)) {
      wrong(path + ": has a control character or half a character");
    }
    return value;
  }

  private static boolean isPrintable(String value) {
    return value
        .codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private boolean flag(JsonNode node, String field) {
    JsonNode value = given(node, field);
    if (value != null && !value.isBoolean()) {
      wrong(field + ": is neither true nor false");
      return false;
    }
    return value != null && value.booleanValue();
  }

  private int number(JsonNode node, String field, String path, int least, int most, int otherwise) {
    JsonNode value = given(node, field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber() || !value.canConvertToExactIntegral()) {
      wrong(path + field + ": is not a whole number");
      return otherwise;
    }
    if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      wrong(
          path + field + ": " + Quoted.cut(value.asString(), 20) + " is not " + least + "-" + most);
      return otherwise;
    }
    return value.intValue();
  }

  private <E extends Enum<E>> @Nullable E oneOf(JsonNode node, String field, E[] values) {
    String text = string(node, field, field);
    if (text == null) {
      return null;
    }
    var words = new ArrayList<String>();
    for (E value : values) {
      if (word(value).equals(text)) {
        return value;
      }
      words.add(word(value));
    }
    wrong(field + ": " + Quoted.of(text) + " is none of " + String.join(", ", words));
    return null;
  }

  private void wrong(String why) {
    if (wrong == null) {
      wrong = why;
    }
  }
}
