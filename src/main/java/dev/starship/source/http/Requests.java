package dev.starship.source.http;

import dev.starship.address.Host;
import java.net.URI;
import java.net.http.HttpRequest;

/// Makes the requests that go to an API.
final class Requests {
  private final HttpSourceSettings settings;

  Requests(HttpSourceSettings settings) {
    this.settings = settings;
  }

  /// Asks for one host. All characters of a host stand for themselves in a URL (RFC 3986 section
  /// 2.3).
  HttpRequest lookup(Host host, String validator) {
    URI url = URI.create(settings.url().replace(HttpSourceSettings.HOST, host.name()));
    HttpRequest.Builder request = request(url).setHeader("Accept", "application/json");
    if (!validator.isEmpty()) {
      request.setHeader("If-None-Match", validator);
    }
    return request.build();
  }

  /// Asks for the change feed at `url`.
  ///
  /// @param lastId the id of the event to continue after, or empty
  HttpRequest feed(URI url, String lastId) {
    HttpRequest.Builder request =
        request(url)
            .setHeader("Accept", "text/event-stream")
            .setHeader("Cache-Control", "no-store");
    if (!lastId.isEmpty()) {
      request.setHeader("Last-Event-ID", lastId);
    }
    return request.build();
  }

  private HttpRequest.Builder request(URI url) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).setHeader("User-Agent", "Starship");
    settings.headers().forEach(request::setHeader);
    return request;
  }
}
