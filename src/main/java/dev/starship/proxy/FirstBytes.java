package dev.starship.proxy;

import dev.starship.preread.Opening;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a backend gets first. It can be sent again as long as the backend has not answered.
interface FirstBytes {
  /// Sends them; what the backend does not take is kept there.
  ///
  /// @param header the PROXY header that comes before them; empty if there is none
  void sendTo(Connection backend, byte[] header);

  /// Whether they may go to another backend although one has taken some of them, and nobody knows
  /// what it did with them.
  ///
  /// @param opening what they are
  boolean isRepeatable(@Nullable Opening opening);

  /// Sends `header` and the first `length` bytes of `bytes` in one piece.
  static void send(Connection backend, byte[] header, byte[] bytes, int length) {
    if (header.length == 0) {
      backend.send(bytes, 0, length);
      return;
    }
    byte[] all = Arrays.copyOf(header, header.length + length);
    System.arraycopy(bytes, 0, all, header.length, length);
    backend.send(all, 0, all.length);
  }
}
