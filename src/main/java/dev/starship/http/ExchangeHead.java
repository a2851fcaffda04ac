package dev.starship.http;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Writes heads for a connection that carries one exchange.
final class ExchangeHead {
  /// Fields of one connection, whether or not Connection names them (RFC 9110 section 7.6.1, RFC
  /// 7540 section 3.2.1).
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "keep-alive", "proxy-connection", "te", "upgrade", "http2-settings");

  private static final Set<String> OF_THE_BODY = Set.of("content-length", "transfer-encoding");

  private ExchangeHead() {}

  static byte[] of(RequestHead head) {
    TargetForm target = TargetForm.parse(head.method(), head.target()).orElseThrow();
    Authority replaced = target.authority();
    Set<String> dropped = dropped(head.fields());
    StringBuilder text = new StringBuilder(head.length() + 64);
    text.append(head.method()).append(' ').append(target.origin());
    text.append(" HTTP/1.").append(head.minorVersion()).append("\r\n");
    if (replaced != null) {
      line(text, "Host", replaced.toString());
    }
    for (Field field : head.fields().all()) {
      boolean keeps = replaced == null || !field.name().equalsIgnoreCase("Host");
      if (keeps && !dropped.contains(field.name().toLowerCase(Locale.ROOT))) {
        line(text, field.name(), field.value());
      }
    }
    return finish(text, head.asksForWebSocket());
  }

  static byte[] of(ResponseHead head) {
    Set<String> dropped = dropped(head.fields());
    boolean bodiless = head.status() < 200 || head.status() == 204;
    StringBuilder text = new StringBuilder(head.length() + 64);
    text.append("HTTP/1.1 ").append(head.status()).append(' ').append(head.reason()).append("\r\n");
    for (Field field : head.fields().all()) {
      boolean keeps = !bodiless || !OF_THE_BODY.contains(field.name().toLowerCase(Locale.ROOT));
      if (keeps && !dropped.contains(field.name().toLowerCase(Locale.ROOT))) {
        line(text, field.name(), field.value());
      }
    }
    if (head.isInterim()) {
      return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
    return finish(text, head.switchesProtocols());
  }

  /// The names, in lower case, of the fields that end here.
  private static Set<String> dropped(Fields fields) {
    Set<String> dropped = new HashSet<>(OF_THE_CONNECTION);
    fields.list("Connection").forEach(name -> dropped.add(name.toLowerCase(Locale.ROOT)));
    return dropped;
  }

  private static byte[] finish(StringBuilder text, boolean webSocket) {
    line(text, "Connection", webSocket ? "Upgrade" : "close");
    if (webSocket) {
      line(text, "Upgrade", "websocket");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
}
