package dev.starship.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/// Finds ports for the demo on IPv4 loopback. Listeners share ports among their own kind
/// (SO_REUSEPORT), so two demos would silently share one: an exclusive socket tells that a port is
/// taken.
final class DemoPorts {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private DemoPorts() {}

  /// A port that was free just now: the one that was asked for, or `usual`, or any if that one is
  /// taken. 0 asks for any.
  ///
  /// @param option the option's name for the message
  /// @throws CommandFailure if the one that was asked for is taken
  static int choose(String option, @Nullable Integer asked, int usual) {
    if (asked != null && asked > 65_535 || asked != null && asked < 0) {
      throw CommandFailure.wrongUse(option + " is a port from 0 to 65535, not " + asked + ".");
    }
    int wanted = asked == null ? usual : asked;
    int port = bind(wanted);
    if (port == 0 && asked != null && asked != 0) {
      throw CommandFailure.failed(
          "port " + asked + " is taken or not allowed: give " + option + " another, or 0 for any.",
          null);
    }
    return port == 0 ? any() : port;
  }

  private static int any() {
    int port = bind(0);
    if (port == 0) {
      throw CommandFailure.failed(
          "this machine has no free port on 127.0.0.1: close some connections and try again.",
          null);
    }
    return port;
  }

  /// The port that was bound for a moment, or 0 if it could not be.
  private static int bind(int port) {
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }
}
