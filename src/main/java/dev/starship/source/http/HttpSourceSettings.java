package dev.starship.source.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which API is asked for routes, and how.
///
/// @param url asked for each host, whose name takes the place of `{host}` in the path or query;
///   `http` or `https`, without user and fragment. It may hold a secret
/// @param events the change feed; null if there is none
/// @param timeout of one question, from the connect to the last byte of the answer, and of the
///   connect to the change feed [2 s]
/// @param headers sent with each question and to the change feed; they may be secrets
public record HttpSourceSettings(
    String url, @Nullable URI events, Duration timeout, Map<String, String> headers) {
  /// The default timeout: a client still waits then.
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  /// What stands for the host in the URL.
  public static final String HOST = "{host}";

  /// Checks that the URLs can be asked, that the first has a place for the host, that the timeout
  /// is positive and that the headers can be sent, and copies the headers. No message repeats a
  /// secret.
  public HttpSourceSettings {
    if (!url.contains(HOST)) {
      throw new IllegalArgumentException("the URL of a lookup API has " + HOST + " in it");
    }
    URI asked = forAnyHost(url);
    checkUrl(asked);
    if (asked.getRawAuthority().length() != authorityLength(url)) {
      throw new IllegalArgumentException("the place of " + HOST + " is the path or the query");
    }
    if (events != null) {
      checkUrl(events);
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than zero");
    }
    headers = Map.copyOf(headers);
    headers.forEach(HttpSourceSettings::checkHeader);
  }

  /// Whether the API or its feed is spoken to by TLS.
  boolean wantsTls() {
    return isTls(forAnyHost(url)) || events != null && isTls(events);
  }

  private static boolean isTls(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /// The URL with some name in the place of the host.
  private static URI forAnyHost(String url) {
    try {
      return new URI(url.replace(HOST, "host"));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the URL cannot be read: " + e.getReason());
    }
  }

  private static void checkUrl(URI url) {
    if (!"http".equalsIgnoreCase(url.getScheme()) && !isTls(url)) {
      throw new IllegalArgumentException("a URL of a source begins with http:// or https://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("a URL of a source names a host");
    }
    if (url.getPort() == 0 || url.getPort() > 65_535) {
      throw new IllegalArgumentException("the port of a URL is from 1 to 65535");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a URL of a source names no user: send an Authorization header");
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("a URL of a source has no fragment");
    }
  }

  private static int authorityLength(String url) {
    int from = url.indexOf("//") + 2;
    int to = from;
    while (to < url.length() && "/?#".indexOf(url.charAt(to)) < 0) {
      to++;
    }
    return to - from;
  }

  private static void checkHeader(String name, String value) {
    try {
      HttpRequest.newBuilder().header(name, value);
    } catch (IllegalArgumentException _) {
      // Its message holds the value.
      throw new IllegalArgumentException("the header " + name + " cannot be sent");
    }
  }

  /// Names the API without anything that may be a secret.
  @Override
  public String toString() {
    return "HttpSourceSettings[" + origin() + ", " + timeout + "]";
  }

  /// Scheme, host and port of the API.
  String origin() {
    return origin(forAnyHost(url));
  }

  /// Scheme, host and port.
  static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }
}
