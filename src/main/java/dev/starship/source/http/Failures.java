package dev.starship.source.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Words for what can go wrong between Starship and an API.
final class Failures {
  private Failures() {}

  /// One phrase for the log.
  ///
  /// @param api who was asked, as [HttpSourceSettings#origin(URI)] names it
  static String why(@Nullable Throwable failure, String api) {
    return switch (failure) {
      case HttpTimeoutException _ -> "no connection to " + api + " or no answer in time";
      case ConnectException e -> "cannot connect to " + api + ": " + noConnection(e);
      case SSLException e -> "TLS with " + api + " failed" + message(e);
      case IOException e -> "the connection to " + api + " broke" + message(e);
      case null -> "unknown";
      default -> failure.toString();
    };
  }

  /// The client wraps what it met, and that mostly has no message: it closes the channel of a
  /// connect that was refused, and an address without an IP is an illegal argument.
  private static String noConnection(ConnectException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case IllegalArgumentException _, UnknownHostException _ -> {
          return "its name is not known";
        }
        case NoRouteToHostException _ -> {
          return "there is no route to it";
        }
        case ClosedChannelException _ -> {
          return "connection refused";
        }
        default -> {}
      }
    }
    return failure.getMessage() == null ? "connection refused" : failure.getMessage();
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? "" : ": " + e.getMessage();
  }
}
