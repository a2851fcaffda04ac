package dev.starship.source.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Words for what can go wrong between Starship and an API.
final class Failures {
  private Failures() {}

  /// One phrase for the log.
  static String why(@Nullable Throwable failure) {
    return switch (failure) {
      case HttpTimeoutException _ -> "no connection or no answer in time";
      case ConnectException e -> "cannot connect" + reason(e);
      case SSLException e -> "TLS failed" + reason(e);
      case IOException e -> "the connection broke" + reason(e);
      case null -> "unknown";
      default -> failure.toString();
    };
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? "" : ": " + e.getMessage();
  }
}
