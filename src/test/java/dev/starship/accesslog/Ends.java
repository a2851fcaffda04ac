package dev.starship.accesslog;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.preread.Protocol;
import dev.starship.routing.HitLevel;
import org.jspecify.annotations.Nullable;

/// Sessions that ended, for tests.
final class Ends {
  static final long NOV_23_2026 = 1_795_417_200_007L;

  private Ends() {}

  /// A session with a value in every field.
  static SessionEnd full() {
    return new SessionEnd(
        NOV_23_2026,
        "k3v9-1",
        address("192.0.2.7:51234"),
        address("[::]:443"),
        Protocol.HTTP,
        "a.com",
        "A Simple App",
        "eu-1",
        address("10.0.0.24:80"),
        null,
        HitLevel.L1,
        12,
        300,
        1_234_567,
        2_000_000,
        517,
        20_480,
        200,
        Ending.COMPLETED,
        Side.CLIENT);
  }

  /// A request with a value in every field.
  static RequestEnd request() {
    return new RequestEnd("k3v9-1-7", full());
  }

  /// A session that has only what every session has, and never sent a byte.
  static SessionEnd bare(Ending ending) {
    return bare(ending, 0);
  }

  static SessionEnd bare(Ending ending, long bytesIn) {
    return new SessionEnd(
        NOV_23_2026,
        "k3v9-2",
        address("[2001:db8::1]:9"),
        address("[::]:443"),
        Protocol.NONE,
        null,
        null,
        null,
        null,
        null,
        null,
        -1,
        -1,
        -1,
        5,
        bytesIn,
        0,
        0,
        ending,
        Side.STARSHIP);
  }

  static SessionEnd ofApp(@Nullable String app) {
    SessionEnd end = full();
    return new SessionEnd(
        end.timeMillis(),
        end.session(),
        end.client(),
        end.listener(),
        end.protocol(),
        end.host(),
        app,
        end.cluster(),
        end.backend(),
        end.backendName(),
        end.lookup(),
        end.lookupMicros(),
        end.connectMicros(),
        end.firstByteMicros(),
        end.durationMicros(),
        end.bytesIn(),
        end.bytesOut(),
        end.status(),
        end.ending(),
        end.closedBy());
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }
}
