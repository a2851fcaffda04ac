package dev.starship.config;

import dev.starship.accesslog.AccessLogSettings;
import dev.starship.address.Cidr;
import dev.starship.admin.AdminSettings;
import dev.starship.admission.AdmissionSettings;
import dev.starship.preread.PrereadLimits;
import dev.starship.proxy.BackendSettings;
import dev.starship.proxy.ForwardedSettings;
import dev.starship.proxy.ListenerSettings;
import dev.starship.routing.Backend;
import dev.starship.routing.CacheSettings;
import dev.starship.source.http.HttpSourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that one balancer is told before it starts. Immutable, any thread.
///
/// @param listeners where clients connect; at least one, no two the same
/// @param preread how long and how much of an opening is read
/// @param sources where routes come from, in order of precedence; at least one
/// @param cache how answers are remembered
/// @param backends how backends are connected to
/// @param allow address ranges that are allowed as backends although they are refused by default
/// @param admission how much is let in
/// @param forwarded whose word is taken for where a request comes from
/// @param unknown what an unknown host gets
/// @param accessLog where the end of each session is written
/// @param drainTimeout how long sessions may go on after a stop was asked for [30 s]
/// @param admin the admin port
/// @param transport how sockets are waited for; auto if nothing is said
/// @param loops how many event loops there are; one for each core if nothing is said
public record Settings(
    List<ListenerSettings> listeners,
    PrereadLimits preread,
    List<Source> sources,
    CacheSettings cache,
    BackendSettings backends,
    List<Cidr> allow,
    AdmissionSettings admission,
    ForwardedSettings forwarded,
    Unknown unknown,
    AccessLogSettings accessLog,
    Duration drainTimeout,
    AdminSettings admin,
    TransportChoice transport,
    int loops) {
  /// The default of `drainTimeout`: what orchestrators usually allow between SIGTERM and SIGKILL.
  static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

  /// Copies the lists.
  public Settings {
    listeners = List.copyOf(listeners);
    sources = List.copyOf(sources);
    allow = List.copyOf(allow);
  }

  /// The top-level keys of the configuration, in the order of its documentation, whose values are
  /// others in `that`.
  public List<String> keysThatDiffer(Settings that) {
    Map<String, Object> others = that.byKey();
    return byKey().entrySet().stream()
        .filter(key -> !key.getValue().equals(others.get(key.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, Object> byKey() {
    var values = new LinkedHashMap<String, Object>();
    values.put("listeners", listeners);
    values.put("preread", preread);
    values.put("routes", List.of(sources, cache));
    values.put("backends", List.of(backends, allow));
    values.put("limits", admission);
    values.put("forwarded", forwarded);
    values.put("unknown", unknown);
    values.put("accessLog", accessLog);
    values.put("drainTimeout", drainTimeout);
    values.put("admin", admin);
    values.put("transport", transport);
    values.put("loops", loops);
    return values;
  }

  /// Where routes come from.
  public sealed interface Source {
    /// An HTTP API that is asked for each host.
    record Http(HttpSourceSettings settings) implements Source {}

    /// A file that is held in memory and watched.
    record File(Path path) implements Source {}
  }

  /// What an unknown host gets.
  ///
  /// @param backend where its sessions go; null if they are refused
  /// @param tlsPage whether a refused TLS session gets the page, and not an alert
  /// @param certificate for the page; null for one made at the start
  /// @param pages the folder of the operator's own pages; null for those built in
  public record Unknown(
      @Nullable Backend backend,
      boolean tlsPage,
      @Nullable Certificate certificate,
      @Nullable Path pages) {}

  /// A certificate in PEM.
  ///
  /// @param chain the file of the certificate and those that lead to its root
  /// @param key the file of its private key
  public record Certificate(Path chain, Path key) {}

  /// How sockets are waited for.
  public enum TransportChoice {
    /// `epoll` where the system has it, else `nio`.
    AUTO,
    /// By system calls of Linux.
    EPOLL,
    /// By `java.nio`, everywhere.
    NIO
  }
}
