package dev.starship.refusal;

import dev.starship.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The answers to HTTP requests that get no backend, in HTML, JSON or plain text as the client
/// likes. Immutable, any thread.
public final class Pages {
  /// The places of a custom page.
  private static final Set<String> CUSTOM_PLACES = Set.of("host", "status", "reason", "request_id");

  /// Keeps the built-in page, which stands on a tenant's own origin, from loading or running
  /// anything.
  private static final String BUILT_IN_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<Integer, Template> custom;

  private Pages(Map<Integer, Template> custom) {
    this.custom = Map.copyOf(custom);
  }

  /// The built-in pages.
  public static Pages builtIn() {
    return new Pages(Map.of());
  }

  /// The built-in pages with the HTML of some statuses replaced. JSON and plain text stay as they
  /// are.
  ///
  /// @param html a whole HTML page by status; `{host}`, `{status}`, `{reason}` and `{request_id}`
  ///   in it are filled in, escaped
  public static Pages withCustom(Map<Integer, String> html) {
    Map<Integer, Template> custom = new HashMap<>();
    html.forEach((status, page) -> custom.put(status, customPage(page)));
    return new Pages(custom);
  }

  static Template customPage(String html) {
    return Template.parse(html, CUSTOM_PLACES);
  }

  /// The whole HTTP/1.1 response; for HEAD without a body.
  ///
  /// @param persistent whether the client may send another request on its connection, which is
  ///   closed otherwise
  public byte[] response(PageRequest request, boolean persistent) {
    return page(request).response(!"HEAD".equals(request.method()), persistent);
  }

  /// The response in its parts.
  Page page(PageRequest request) {
    PageFormat format = PageFormat.wantedBy(request.accept());
    Template customHtml = format == PageFormat.HTML ? custom.get(request.status()) : null;
    String body =
        switch (format) {
          case HTML -> customHtml == null ? Bodies.html(request) : Bodies.html(customHtml, request);
          case JSON, PROBLEM -> Bodies.json(request);
          case TEXT -> Bodies.text(request);
        };
    return new Page(
        request.status(),
        fields(request, format, customHtml),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static SequencedMap<String, String> fields(
      PageRequest request, PageFormat format, @Nullable Template customHtml) {
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    fields.put("Date", HttpDate.of(request.timeMillis()));
    fields.put("Content-Type", format.contentType());
    fields.put("Cache-Control", "no-store");
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put("X-Request-Id", Escape.shown(request.requestId()));
    if (format == PageFormat.HTML && customHtml == null) {
      fields.put("Content-Security-Policy", BUILT_IN_POLICY);
    }
    if (request.location() != null) {
      fields.put("Location", Escape.location(request.location()));
    }
    int retryAfterSeconds = Statuses.retryAfterSeconds(request.ending());
    if (retryAfterSeconds > 0) {
      fields.put("Retry-After", Integer.toString(retryAfterSeconds));
    }
    return fields;
  }
}
