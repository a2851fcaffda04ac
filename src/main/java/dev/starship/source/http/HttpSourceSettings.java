package dev.starship.source.http;

import java.net.URI;
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
    UrlRules.problemOfLookup(url).ifPresent(problem -> refuse("the URL of a lookup API", problem));
    if (events != null) {
      UrlRules.problem(events.toString())
          .ifPresent(problem -> refuse("the URL of a change feed", problem));
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

  private static URI forAnyHost(String url) {
    return URI.create(UrlRules.forAnyHost(url));
  }

  private static void refuse(String what, String problem) {
    throw new IllegalArgumentException(what + " cannot be used: " + problem);
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
