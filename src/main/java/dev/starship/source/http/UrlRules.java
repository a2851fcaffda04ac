package dev.starship.source.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a URL of a source has to be like. A problem is one phrase about "it" that repeats nothing
/// of the URL, which may hold secrets. Any thread.
public final class UrlRules {
  private static final int MAX_PORT = 65_535;

  private static final Pattern AUTHORITY = Pattern.compile("//([^/?#]*)");

  /// A parameter of a query that has a value, and one that is all there is of it.
  private static final Pattern PARAMETER = Pattern.compile("(?<=[?&])([^=&#]*=)?([^&#]+)");

  /// The value of one that may be seen.
  private static final Pattern SHOWN = Pattern.compile("\\{host}|\\$\\{[^{}]*}");

  private UrlRules() {}

  /// A URL as anybody may see it: the parameters of its query may be secrets, but for the host and
  /// for references.
  public static String withoutSecrets(String url) {
    return PARAMETER
        .matcher(url)
        .replaceAll(parameter ->
            Matcher.quoteReplacement(
                SHOWN.matcher(parameter.group(2)).matches()
                    ? parameter.group()
                    : Objects.requireNonNullElse(parameter.group(1), "") + "***"));
  }

  /// What is wrong with a URL that is asked for each host; empty if nothing is.
  public static Optional<String> problemOfLookup(String url) {
    if (!url.contains(HttpSourceSettings.HOST)) {
      return Optional.of("it has no " + HttpSourceSettings.HOST + " in it");
    }
    if (authority(url).contains(HttpSourceSettings.HOST)) {
      return Optional.of(
          HttpSourceSettings.HOST + " stands in its authority and belongs in the path or query");
    }
    return problem(forAnyHost(url));
  }

  /// What is wrong with a URL that is asked as it is; empty if nothing is.
  public static Optional<String> problem(String url) {
    if (authority(url).contains("@")) {
      return Optional.of(
          "it names a user, which would end up in logs: send an Authorization header instead");
    }
    try {
      return problem(new URI(url));
    } catch (URISyntaxException e) {
      return Optional.of("it cannot be read: " + e.getReason());
    }
  }

  /// The URL with some name in the place of the host.
  static String forAnyHost(String url) {
    return url.replace(HttpSourceSettings.HOST, "host");
  }

  private static Optional<String> problem(URI url) {
    if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
      return Optional.of("it begins with neither http:// nor https://");
    }
    String authority = authority(url.toString());
    if (authority.isEmpty()) {
      return Optional.of("it names no host");
    }
    if (url.getHost() == null) {
      return Optional.of(
          authority.contains("_")
              ? "the HTTP client cannot use the name of a host with an underscore"
              : "its host or port is not valid");
    }
    if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
      return Optional.of("its port is not from 1 to " + MAX_PORT);
    }
    return url.getRawFragment() == null
        ? Optional.empty()
        : Optional.of("it has a fragment, which is never sent");
  }

  private static String authority(String url) {
    Matcher matcher = AUTHORITY.matcher(url);
    return matcher.find() ? matcher.group(1) : "";
  }
}
