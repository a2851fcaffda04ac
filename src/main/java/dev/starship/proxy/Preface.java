package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.proxyprotocol.HeaderReading;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.transport.Buffer;

/// The PROXY header of one connection, read before anything else.
final class Preface {
  /// How far it has come.
  sealed interface Outcome {
    /// Waiting for more of it.
    enum Waiting implements Outcome {
      WAITING
    }

    /// It is whole; [#held()] has what came behind it.
    record Told(ProxyHeader header) implements Outcome {}

    /// There will be none.
    record Failed(Ending why) implements Outcome {}
  }

  private final ProxyHeaders headers;
  private final boolean trusted;
  private final Held held;

  /// @param trusted whether the peer may send one
  /// @param held takes what is read
  Preface(ProxyHeaders headers, boolean trusted, Held held) {
    this.headers = headers;
    this.trusted = trusted;
    this.held = held;
  }

  /// What was read and is no part of it.
  Held held() {
    return held;
  }

  /// Reads what is there.
  Outcome read(Connection client, Buffer shared) {
    if (!trusted) {
      return new Outcome.Failed(Ending.UNTRUSTED_PROXY);
    }
    while (client.readable()) {
      int count = held.readFrom(client, shared);
      if (count == 0) {
        break;
      }
      if (count < 0) {
        return new Outcome.Failed(held.endedBy(count));
      }
      switch (headers.read(held)) {
        case HeaderReading.NeedMore _ -> {}
        case HeaderReading.Malformed _ -> {
          return new Outcome.Failed(Ending.MALFORMED_PROXY_HEADER);
        }
        case HeaderReading.Whole(ProxyHeader header, int length) -> {
          held.dropFirst(length);
          return headers.isLoop(header)
              ? new Outcome.Failed(Ending.LOOP_DETECTED)
              : new Outcome.Told(header);
        }
      }
    }
    return Outcome.Waiting.WAITING;
  }
}
