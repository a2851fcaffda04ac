package dev.starship.refusal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the body of a page in each format.
final class Bodies {
  private static final Template BUILT_IN =
      Template.parse(
          resource("page.html"),
          Set.of("host", "status", "reason", "request_id", "title", "visitor", "owner", "link"));

  private Bodies() {}

  static String html(PageRequest request) {
    Wording wording = Wording.of(request.ending(), request.status());
    return BUILT_IN.fill(place ->
        switch (place) {
          case "title" -> Escape.html(wording.title());
          case "visitor" -> Escape.html(visitor(wording, request));
          case "owner" -> owner(wording.owner());
          case "link" -> link(request.location());
          default -> common(request, place);
        });
  }

  static String html(Template custom, PageRequest request) {
    return custom.fill(place -> common(request, place));
  }

  /// The places that custom pages have too.
  private static String common(PageRequest request, String place) {
    return switch (place) {
      case "host" -> request.host() == null ? "" : Escape.html(Escape.shown(request.host()));
      case "status" -> Integer.toString(request.status());
      case "reason" -> request.ending().code();
      case "request_id" -> Escape.html(Escape.shown(request.requestId()));
      default -> throw new IllegalArgumentException("a page has no place named " + place);
    };
  }

  private static String visitor(Wording wording, PageRequest request) {
    return request.fault() == null
        ? wording.visitor()
        : wording.visitor() + " In detail: " + request.fault() + ".";
  }

  private static String owner(String sentence) {
    return sentence.isEmpty()
        ? ""
        : "<section><h2>Is this your site?</h2><p>" + Escape.html(sentence) + "</p></section>";
  }

  private static String link(@Nullable String location) {
    if (location == null || !isWebAddress(location)) {
      return "";
    }
    String address = Escape.html(Escape.location(location));
    return "<p><a href=\"" + address + "\">" + address + "</a></p>";
  }

  /// Keeps a `javascript:` address out of a page that somebody may click.
  private static boolean isWebAddress(String location) {
    return location.regionMatches(true, 0, "https://", 0, 8)
        || location.regionMatches(true, 0, "http://", 0, 7);
  }

  /// A problem object (RFC 9457) with the members `reason`, `request_id` and, if known, `host`.
  static String json(PageRequest request) {
    Wording wording = Wording.of(request.ending(), request.status());
    StringBuilder json = new StringBuilder(512).append("{\"type\":\"about:blank\"");
    member(json, "title", wording.title());
    json.append(",\"status\":").append(request.status());
    member(json, "detail", visitor(wording, request));
    member(json, "reason", request.ending().code());
    if (request.host() != null) {
      member(json, "host", Escape.shown(request.host()));
    }
    member(json, "request_id", Escape.shown(request.requestId()));
    return json.append("}\n").toString();
  }

  private static void member(StringBuilder json, String name, String value) {
    json.append(",\"").append(name).append("\":\"").append(Escape.json(value)).append('"');
  }

  static String text(PageRequest request) {
    Wording wording = Wording.of(request.ending(), request.status());
    StringBuilder text = new StringBuilder(512);
    text.append(request.status()).append(' ').append(wording.title()).append("\n\n");
    text.append(visitor(wording, request)).append('\n');
    if (request.location() != null) {
      text.append(Escape.location(request.location())).append('\n');
    }
    if (!wording.owner().isEmpty()) {
      text.append("Is this your site? ").append(wording.owner()).append('\n');
    }
    text.append('\n');
    if (request.host() != null) {
      text.append("host: ").append(Escape.shown(request.host())).append('\n');
    }
    text.append("reason: ").append(request.ending().code()).append('\n');
    text.append("request id: ").append(Escape.shown(request.requestId())).append('\n');
    return text.toString();
  }

  private static String resource(String name) {
    try (InputStream in = Bodies.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the built-in page " + name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
