package dev.starship.routing;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One writing of one route: what has its usual value is left out. Not thread-safe.
final class RouteWriting {
  private static final JsonFactory FORMAT = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonGenerator out = FORMAT.createGenerator(ObjectWriteContext.empty(), bytes);

  byte[] write(String host, Route route) {
    out.writeStartObject();
    putIfNamed("app", route.app());
    out.writeStringProperty("host", host);
    putBackends(route);
    if (route.action() != Action.FORWARD) {
      putWord("action", route.action());
    }
    putIfNamed("location", route.location());
    if (route.httpsRedirect()) {
      out.writeBooleanProperty("httpsRedirect", true);
    }
    putWord("proxyProtocol", route.proxyProtocol());
    putWord("balance", route.balance());
    if (!route.limits().equals(RouteLimits.NONE)) {
      out.writeObjectPropertyStart("limits");
      putUnless("sessions", route.limits().sessions(), 0);
      putUnless("sessionsPerSecond", route.limits().sessionsPerSecond(), 0);
      out.writeEndObject();
    }
    if (route.ttl() != null) {
      out.writeNumberProperty("ttl", route.ttl().toSeconds());
    }
    out.writeEndObject();
    out.close();
    return bytes.toByteArray();
  }

  private void putBackends(Route route) {
    if (route.backends().size() == 1 && isPlain(route.backends().getFirst())) {
      out.writeStringProperty("endpoint", route.backends().getFirst().text());
    } else if (!route.backends().isEmpty()) {
      out.writeArrayPropertyStart("endpoints");
      route.backends().forEach(this::putBackend);
      out.writeEndArray();
    }
  }

  private void putBackend(Backend backend) {
    out.writeStartObject();
    out.writeStringProperty("address", backend.text());
    putUnless("tlsPort", backend.tlsPort(), 0);
    putUnless("httpPort", backend.httpPort(), 0);
    putUnless("weight", backend.weight(), 1);
    putUnless("priority", backend.priority(), 0);
    putIfNamed("cluster", backend.cluster());
    out.writeEndObject();
  }

  private static boolean isPlain(Backend backend) {
    return backend.tlsPort() == 0
        && backend.httpPort() == 0
        && backend.weight() == 1
        && backend.priority() == 0
        && backend.cluster() == null;
  }

  private void putIfNamed(String field, @Nullable String value) {
    if (value != null) {
      out.writeStringProperty(field, value);
    }
  }

  private void putWord(String field, @Nullable Enum<?> value) {
    if (value != null) {
      out.writeStringProperty(field, RouteReading.word(value));
    }
  }

  private void putUnless(String field, int value, int usual) {
    if (value != usual) {
      out.writeNumberProperty(field, value);
    }
  }
}
