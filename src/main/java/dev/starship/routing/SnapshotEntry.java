package dev.starship.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starship.address.Host;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One host in the snapshot. Times are by the system's clock, so that another process understands
/// them.
///
/// @param route what the source said
/// @param validator what the source wants to hear with the next question; empty if nothing
/// @param confirmedAt when the source last said so
/// @param usableUntil until when it may be used while the source fails
record SnapshotEntry(Route route, String validator, long confirmedAt, long usableUntil) {
  /// An unchanged route is written again once what the snapshot says of its end is wrong by this
  /// share of its life, so that renewing lives is not a write for each.
  private static final int SAVES_PER_LIFE = 24;

  /// Nor by less than this: what lives so shortly is of no use to another process.
  private static final long SAVED_APART_MILLIS = 1_000;

  private static final byte FORMAT = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES + Long.BYTES + Long.BYTES + Short.BYTES;

  static SnapshotEntry of(Remembered hit, Time time) {
    long wall = time.wallMillis() - time.millis();
    return new SnapshotEntry(
        hit.route(), hit.validator(), wall + hit.confirmedAt(), wall + hit.usableUntil());
  }

  /// What it is in this process: expired, and confirmed by another. A system clock that was set
  /// back makes nothing usable for longer than it was meant to be.
  Remembered remembered(Time time) {
    long now = time.millis();
    long wall = time.wallMillis();
    long confirmed = now - Math.max(0, wall - confirmedAt);
    long left = Math.min(usableUntil - wall, usableUntil - confirmedAt);
    return new Remembered(
        Remembered.fresh(route, confirmed),
        validator,
        Remembered.NEVER,
        Remembered.NEVER,
        now + left,
        now + left,
        0,
        true);
  }

  /// Whether it need not be written again for `newer`: the same route, and usable for hardly longer
  /// or shorter.
  boolean isAsGoodAs(SnapshotEntry newer) {
    return route.equals(newer.route) && isAsGood(usableUntil, newer.usableUntil, newer.confirmedAt);
  }

  /// Whether it will do that the snapshot says `savedUntil` of a route that was confirmed at
  /// `confirmedAt` and is usable until `usableUntil`. All times by the same clock.
  static boolean isAsGood(long savedUntil, long usableUntil, long confirmedAt) {
    long share = (usableUntil - confirmedAt) / SAVES_PER_LIFE;
    return Math.abs(usableUntil - savedUntil) < Math.max(SAVED_APART_MILLIS, share);
  }

  /// A format byte, the checksum of the host and what follows, the two times, the validator behind
  /// its length, the route as JSON.
  byte[] write(Host host, int maxValidatorChars) {
    byte[] tag = validator.length() > maxValidatorChars ? new byte[0] : validator.getBytes(UTF_8);
    byte[] json = RouteJson.write(host.name(), route);
    byte[] bytes =
        ByteBuffer.allocate(HEAD_BYTES + tag.length + json.length)
            .put(FORMAT)
            .putInt(0)
            .putLong(confirmedAt)
            .putLong(usableUntil)
            .putShort((short) tag.length)
            .put(tag)
            .put(json)
            .array();
    ByteBuffer.wrap(bytes).putInt(1, checksum(host, bytes));
    return bytes;
  }

  /// Reads what [#write] wrote for `host`; null if it is something else. A damaged byte must not
  /// become the address of someone else's backend.
  static @Nullable SnapshotEntry read(Host host, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < HEAD_BYTES
        || buffer.get() != FORMAT
        || buffer.getInt() != checksum(host, bytes)) {
      return null;
    }
    long confirmedAt = buffer.getLong();
    long usableUntil = buffer.getLong();
    int tagBytes = Short.toUnsignedInt(buffer.getShort());
    if (tagBytes > buffer.remaining()) {
      return null;
    }
    var tag = new byte[tagBytes];
    buffer.get(tag);
    var json = new byte[buffer.remaining()];
    buffer.get(json);
    return RouteJson.read(json) instanceof RouteJson.Parsed.Valid(var _, Route route)
        ? new SnapshotEntry(route, new String(tag, UTF_8), confirmedAt, usableUntil)
        : null;
  }

  private static int checksum(Host host, byte[] bytes) {
    var checksum = new CRC32C();
    checksum.update(host.name().getBytes(UTF_8));
    int from = 1 + Integer.BYTES;
    checksum.update(bytes, from, bytes.length - from);
    return (int) checksum.getValue();
  }
}
