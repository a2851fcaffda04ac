package dev.starship.source.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which API is asked for routes, and how.
///
/// @param url asked for each host, whose name takes the place of `{host}`; `http` or `https`
/// @param events the change feed; null if there is none
/// @param timeout of one question, from the connect to the last byte of the answer [2 s]
/// @param headers sent with each question; they may be secrets
public record HttpSourceSettings(
    String url, @Nullable URI events, Duration timeout, Map<String, String> headers) {
  /// The default timeout: a client still waits then.
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  /// What stands for the host in the URL.
  public static final String HOST = "{host}";

  /// Checks that the URL has a place for the host and that the timeout is positive, and copies the
  /// headers.
  public HttpSourceSettings {
    if (!url.contains(HOST)) {
      throw new IllegalArgumentException("the URL of a lookup API has " + HOST + " in it");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than zero");
    }
    headers = Map.copyOf(headers);
  }

  /// Keeps the headers out of logs.
  @Override
  public String toString() {
    return "HttpSourceSettings[url=" + url + ", events=" + events + ", timeout=" + timeout + "]";
  }
}
