package dev.starship.admin;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What the admin port answers to one request. Immutable.
///
/// @param status the HTTP status
/// @param fields header fields, without those of the framing
/// @param body the body, written with a content type in `fields`
record Answer(int status, SequencedMap<String, String> fields, String body) {
  private static final JsonFactory JSON = new JsonFactory();

  /// The most characters shown of a path that nobody serves.
  private static final int PATH_CHARS = 200;

  static Answer of(int status, String contentType, String body) {
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", contentType);
    fields.put("Cache-Control", "no-store");
    fields.put("X-Content-Type-Options", "nosniff");
    return new Answer(status, fields, body);
  }

  static Answer json(int status, Map<String, ?> members) {
    return of(status, "application/json", text(members));
  }

  private static String text(Map<String, ?> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      members.forEach((name, value) -> {
        out.writeName(name);
        switch (value) {
          case Integer number -> out.writeNumber(number);
          case List<?> texts -> {
            out.writeStartArray();
            texts.forEach(each -> out.writeString(String.valueOf(each)));
            out.writeEndArray();
          }
          default -> out.writeString(String.valueOf(value));
        }
      });
      out.writeEndObject();
    }
    return text.append('\n').toString();
  }

  /// An error as a problem object (RFC 9457).
  static Answer problem(int status, String title, String detail) {
    SequencedMap<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    return of(status, "application/problem+json", text(members));
  }

  static Answer notFound(String path) {
    String shown = path.substring(0, Math.min(path.length(), PATH_CHARS));
    return problem(
        404,
        "Not Found",
        "There is nothing at " + shown + ". There is /health/live, /health/ready and /metrics.");
  }

  static Answer wrongMethod(String allowed) {
    return problem(405, "Method Not Allowed", "This path answers to " + allowed + ".")
        .with("Allow", allowed);
  }

  static Answer unauthorized() {
    return problem(401, "Unauthorized", "Send the admin token as 'Authorization: Bearer TOKEN'.")
        .with("WWW-Authenticate", "Bearer");
  }

  Answer with(String field, String value) {
    SequencedMap<String, String> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Answer(status, more, body);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
