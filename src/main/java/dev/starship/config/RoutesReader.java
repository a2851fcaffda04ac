package dev.starship.config;

import dev.starship.routing.CacheSettings;
import dev.starship.routing.Precedence;
import dev.starship.source.http.HttpSourceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `routes`: where routes come from and how answers are remembered.
final class RoutesReader {
  /// RFC 9110 section 5.1.
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /// What the JDK's HTTP client does not let anyone else set, and the two that lookups need.
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "host", "connection", "content-length", "expect", "upgrade", "accept", "if-none-match");

  private static final int MAX_HOSTS = 100_000_000;

  /// What part of the heap all caches together may take [a half]: the rest is for the garbage
  /// collector and everything else.
  private static final int HEAP_SHARE = 2;

  private RoutesReader() {}

  record Routes(List<Settings.Source> sources, CacheSettings cache) {}

  static Routes read(Section root) {
    try (Section routes = root.section("routes")) {
      List<Settings.Source> sources = sources(routes);
      return new Routes(sources, cache(routes, sources));
    }
  }

  private static List<Settings.Source> sources(Section routes) {
    var sources = new ArrayList<Settings.Source>();
    List<Section> items = routes.sections("source");
    for (Section item : items) {
      try (item) {
        Settings.Source source = source(item);
        if (source != null) {
          sources.add(source);
        }
      }
    }
    if (items.isEmpty()) {
      routes.refuse(
          "source",
          "there is no source of routes",
          "write http: { url: … } or file: { path: … } below it");
    }
    return sources;
  }

  private static Settings.@Nullable Source source(Section item) {
    if (item.has("http") && item.has("file")) {
      item.refuse(
          "names two sources at once",
          "write a list, in order of precedence, with a dash before each");
    }
    if (item.has("http")) {
      return http(item);
    }
    if (item.has("file")) {
      return file(item);
    }
    item.refuse("names no source", "write http: { url: … } or file: { path: … } below it");
    return null;
  }

  private static Settings.@Nullable Source file(Section item) {
    try (Section file = item.section("file")) {
      Path path = file.required("path", Kind.path(file.folder()));
      FilePlaces.routes(file, "path", path);
      return path == null ? null : new Settings.Source.File(path);
    }
  }

  private static Settings.@Nullable Source http(Section item) {
    try (Section http = item.section("http")) {
      String url = http.required("url", Kind.LOOKUP_URL);
      URI events = http.optional("events", Kind.URL);
      Duration timeout =
          http.value(
              "timeout", HttpSourceSettings.TIMEOUT, Kind.duration(SettingsReader.LEAST_TIMEOUT));
      Map<String, String> headers = headers(http);
      return url == null
          ? null
          : new Settings.Source.Http(new HttpSourceSettings(url, events, timeout, headers));
    }
  }

  private static Map<String, String> headers(Section http) {
    Map<String, String> headers = http.named("headers", Kind.HEADER);
    headers.keySet().removeIf(name -> !isHeader(http, name));
    return headers;
  }

  private static boolean isHeader(Section http, String name) {
    if (!HEADER_NAME.matcher(name).matches()) {
      http.refuse("headers", name + " is not a header name", "write letters, digits and dashes");
      return false;
    }
    if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
      http.refuse("headers", name + " is set by Starship itself", "leave it out");
      return false;
    }
    return true;
  }

  /// How answers are remembered. Each HTTP source has a cache of its own with these settings, and
  /// together they have to fit into the heap, with whose a host is where one of several can fail.
  private static CacheSettings cache(Section routes, List<Settings.Source> sources) {
    long caches =
        Math.max(1, sources.stream().filter(Settings.Source.Http.class::isInstance).count());
    int ofOwner = sources.size() > 1 ? Precedence.BYTES_PER_HOST : 0;
    long bytesPerHost = caches * CacheSettings.BYTES_PER_HOST + ofOwner;
    CacheSettings defaults = CacheSettings.DEFAULT;
    Kind<Duration> time = Kind.duration(Duration.ZERO);
    int usualShare = (int) Math.round(defaults.refreshAhead() * 100);
    try (Section cache = routes.section("cache")) {
      long heap = cache.surroundings().heapBytes();
      int fitting = Math.clamp(heap / HEAP_SHARE / bytesPerHost, 1, Integer.MAX_VALUE);
      var settings =
          new CacheSettings(
              cache.value("ttl", defaults.ttl(), time),
              cache.value("negativeTtl", defaults.negativeTtl(), time),
              cache.value("staleFor", defaults.staleFor(), time),
              cache.value("freshWait", defaults.freshWait(), time),
              cache.value("refreshAhead", usualShare, Kind.percent(1, 100)) / 100.0,
              cache.value(
                  "maxHosts", Math.min(defaults.maxHosts(), fitting), Kind.number(1, MAX_HOSTS)),
              cache.optional("snapshot", Kind.path(cache.folder())));
      if (settings.maxHosts() > fitting) {
        cache.refuse(
            "maxHosts",
            "%s hosts of %d bytes are more than half of the heap of %,d MiB"
                .formatted(
                    cache.asWritten("maxHosts", "%,d".formatted(settings.maxHosts())),
                    bytesPerHost,
                    heap >> 20),
            "write at most " + fitting + ", or give the JVM more memory");
      }
      FilePlaces.writableFile(cache, "snapshot", settings.snapshot());
      return settings;
    }
  }
}
