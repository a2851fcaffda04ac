package dev.starship.routing;

import dev.starship.address.Host;
import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A source that answers as a test says and remembers what it was asked. Any thread.
final class ScriptedSource implements RouteSource {
  static final SourceAnswer UNKNOWN = new SourceAnswer.Unknown(true, Freshness.UNSAID);
  static final SourceAnswer UNCERTAIN = new SourceAnswer.Unknown(false, Freshness.UNSAID);
  static final SourceAnswer DOWN = new SourceAnswer.Failed("connection refused");

  private final Map<Host, BiFunction<Host, String, SourceAnswer>> script =
      new ConcurrentHashMap<>();
  private volatile BiFunction<Host, String, SourceAnswer> otherwise = (_, _) -> UNKNOWN;
  private volatile Consumer<Change> listener = _ -> {};
  private final List<String> questions = new CopyOnWriteArrayList<>();

  @Override
  public SourceAnswer ask(Host host, String validator) {
    questions.add(host + validator);
    return script.getOrDefault(host, otherwise).apply(host, validator);
  }

  @Override
  public void onChange(Consumer<Change> newListener) {
    listener = newListener;
  }

  @Override
  public void close() {}

  void says(String host, SourceAnswer answer) {
    script.put(host(host), (_, _) -> answer);
  }

  void says(String host, BiFunction<Host, String, SourceAnswer> answer) {
    script.put(host(host), answer);
  }

  /// Everything the script has for a host is gone, and each host gets this answer.
  void saysToAll(SourceAnswer answer) {
    script.clear();
    otherwise = (_, _) -> answer;
  }

  void tells(Change change) {
    listener.accept(change);
  }

  /// Each question: the host, then the validator.
  List<String> questions() {
    return questions;
  }

  static Host host(String name) {
    return Host.parse(name).orElseThrow();
  }

  static Route route(String backend) {
    return route(backend, null);
  }

  static Route route(String backend, @Nullable Duration ttl) {
    return new Route(
        null,
        Action.FORWARD,
        List.of(new Backend(backend, null, 0, 0, 0, 1, 0, null)),
        null,
        false,
        null,
        null,
        RouteLimits.NONE,
        ttl);
  }

  static SourceAnswer found(String backend) {
    return new SourceAnswer.Found(route(backend), "", Freshness.UNSAID);
  }

  static SourceAnswer found(Route route, String validator, Freshness freshness) {
    return new SourceAnswer.Found(route, validator, freshness);
  }
}
