package dev.starship.source.http;

import dev.starship.address.HostPattern;
import dev.starship.address.Parsed;
import dev.starship.routing.Change;
import dev.starship.routing.JsonTree;
import dev.starship.routing.RouteJsonLimits;
import dev.starship.seldom.SeldomLine;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Tells what the events of a change feed mean: `change` with `{"host": "a.com"}` or `{"host":
/// "*.shop.com"}`, `purge`, `reset`; others are left for later versions. A `change` that cannot be
/// read changes nothing: the answer of whatever host it meant lives as long as it was to live, and
/// a server with a fault cannot make every answer be asked for again and again. One thread.
final class ChangeEvents {
  /// An event may have at most so many bytes as a route, and less in it.
  private static final JsonTree JSON = new JsonTree(RouteJsonLimits.DEFAULT);

  private final Consumer<Change> listener;
  private final FeedCounters counters;
  private final SeldomLine problems;

  ChangeEvents(Consumer<Change> listener, FeedCounters counters, SeldomLine problems) {
    this.listener = listener;
    this.counters = counters;
    this.problems = problems;
  }

  void take(String name, String data) {
    switch (name) {
      case "change" -> change(data);
      case "purge" -> tell(new Change.Purge());
      case "reset" -> tell(new Change.Reset());
      default -> {}
    }
  }

  void tooLong() {
    ignore("it is too long");
  }

  private void change(String data) {
    switch (pattern(data)) {
      case Parsed.Valid<HostPattern>(HostPattern(var host, boolean deeper)) ->
          tell(new Change.OfHost(host, deeper));
      case Parsed.Invalid<HostPattern>(String why) -> ignore(why);
    }
  }

  private static Parsed<HostPattern> pattern(String data) {
    try {
      JsonNode host = JSON.read(data.getBytes(StandardCharsets.UTF_8)).path("host");
      return host.isString()
          ? HostPattern.parse(host.stringValue())
          : new Parsed.Invalid<>("its data has no string \"host\"");
    } catch (JacksonException _) {
      return new Parsed.Invalid<>("its data is not JSON");
    }
  }

  private void tell(Change change) {
    counters.changed();
    listener.accept(change);
  }

  private void ignore(String why) {
    counters.ignored();
    problems.warn("an event of the change feed is ignored: " + why);
  }
}
