package dev.starship;

import dev.starship.config.Settings;
import dev.starship.routing.CacheSettings;
import dev.starship.routing.CachedLookups;
import dev.starship.routing.LookupLimits;
import dev.starship.routing.Lookups;
import dev.starship.routing.Precedence;
import dev.starship.source.file.FileSource;
import dev.starship.source.http.HttpSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The sources of routes that are open, in order of precedence.
final class RouteSources implements AutoCloseable {
  private final List<FileSource> files = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();
  private final List<Lookups> order = new ArrayList<>();
  private final CacheSettings settings;

  private RouteSources(CacheSettings settings) {
    this.settings = settings;
  }

  /// An HTTP API.
  ///
  /// @param cache what is remembered of its answers
  record Api(HttpSource source, CachedLookups cache) {}

  /// Opens every source that `settings` names; blocks until files are loaded, never for an API.
  ///
  /// @throws StartException if a routes file cannot be used
  static RouteSources open(Settings settings) throws StartException {
    RouteSources sources = new RouteSources(settings.cache());
    try {
      for (Settings.Source source : settings.sources()) {
        switch (source) {
          case Settings.Source.File(Path path) -> sources.openFile(path);
          case Settings.Source.Http http -> sources.openHttp(http);
        }
      }
    } catch (StartException refused) {
      sources.close();
      throw refused;
    }
    return sources;
  }

  private void openFile(Path path) throws StartException {
    switch (FileSource.open(path, System::nanoTime)) {
      case FileSource.Start.Running(FileSource file) -> {
        files.add(file);
        order.add(file);
      }
      case FileSource.Start.Refused(List<String> problems) ->
          throw new StartException(String.join("\n", problems), true);
    }
  }

  private void openHttp(Settings.Source.Http http) {
    HttpSource source = new HttpSource(http.settings());
    // A snapshot file belongs to one cache.
    CacheSettings own = apis.isEmpty() ? settings : settings.withoutSnapshot();
    CachedLookups cache = new CachedLookups(source, own, LookupLimits.DEFAULT);
    apis.add(new Api(source, cache));
    order.add(cache);
  }

  /// What sessions ask.
  Lookups lookups() {
    return order.size() == 1 ? order.getFirst() : new Precedence(order, settings);
  }

  /// The sources that are files.
  List<FileSource> files() {
    return files;
  }

  /// The sources that are HTTP APIs, in order of precedence.
  List<Api> apis() {
    return apis;
  }

  /// Reads the files again.
  void reload() {
    files.forEach(FileSource::reload);
  }

  @Override
  public void close() {
    files.forEach(FileSource::close);
    apis.forEach(api -> api.cache().close());
    apis.forEach(api -> api.source().close());
  }
}
