package dev.starship.refusal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// One response to a refused request. Immutable, any thread.
final class Page {
  private final int status;
  private final SequencedMap<String, String> fields;
  private final byte[] body;

  Page(int status, SequencedMap<String, String> fields, byte[] body) {
    this.status = status;
    this.fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    this.body = body;
  }

  /// The HTTP status, 300-599.
  int status() {
    return status;
  }

  /// The header fields, without those of the framing (`Content-Length`, `Connection`).
  SequencedMap<String, String> fields() {
    return fields;
  }

  /// A copy of the body.
  byte[] body() {
    return body.clone();
  }

  /// The whole HTTP/1.1 response.
  ///
  /// @param withBody false for the answer to HEAD
  /// @param persistent false if the connection is closed behind it
  byte[] response(boolean withBody, boolean persistent) {
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ")
        .append(status)
        .append(' ')
        .append(Statuses.phrase(status))
        .append("\r\n");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length);
    head.append("\r\nConnection: ").append(persistent ? "keep-alive" : "close").append("\r\n\r\n");
    ByteArrayOutputStream response = new ByteArrayOutputStream(head.length() + body.length);
    response.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    if (withBody) {
      response.writeBytes(body);
    }
    return response.toByteArray();
  }
}
