package dev.starship.proxy;

import dev.starship.http.HttpLimits;
import dev.starship.preread.Opening;
import org.jspecify.annotations.Nullable;

/// What a backend gets first: the held opening unchanged, or the head of an HTTP request as it is
/// passed on, with what is already there of its body.
final class FirstBytes {
  private final byte[] bytes;
  private final int length;
  private final @Nullable OneRequest request;

  private FirstBytes(byte[] bytes, int length, @Nullable OneRequest request) {
    this.bytes = bytes;
    this.length = length;
    this.request = request;
  }

  /// The first bytes for a whole opening; null if what is already there of a request's body breaks
  /// its framing.
  static @Nullable FirstBytes of(Opening opening, Held held, HttpLimits limits) {
    if (!(opening instanceof Opening.Http http)) {
      return new FirstBytes(held.bytes(), held.length(), null);
    }
    OneRequest request = new OneRequest(http.head(), limits);
    byte[] bytes = request.firstBytes(held.bytes(), held.length());
    return bytes == null ? null : new FirstBytes(bytes, bytes.length, request);
  }

  /// Sends them once the backend can take them; what it does not take is kept there.
  void sendTo(Connection backend) {
    if (backend.keeps()) {
      backend.flush();
    } else if (backend.sent() == 0 && backend.writable()) {
      backend.send(bytes, 0, length);
    }
  }

  /// The HTTP request; null if the session is a plain relay.
  @Nullable OneRequest request() {
    return request;
  }
}
