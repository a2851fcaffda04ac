package dev.starship.admission;

import dev.starship.address.Ip;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of all sessions of a process to keep the limits on them. Any thread, never
/// waits.
public final class Admission {
  static final long MINUTE_NANOS = 60_000_000_000L;
  static final long SECOND_NANOS = 1_000_000_000L;

  /// Sets the addresses of IPv4 apart from all of IPv6, where nobody has `0:1::/32`.
  private static final long V4 = 1L << 32;

  final AdmissionSettings settings;
  final AdmissionLimits limits;
  final Room all = new Room();
  final Rooms<Long> clients = new Rooms<>();
  final Rooms<String> hosts = new Rooms<>();
  final Rates unknownHosts;
  final Rates newSessions;
  private final Map<Limit, LongAdder> refused = new EnumMap<>(Limit.class);
  private final LongAdder cut = new LongAdder();

  /// @param salt a random number that nobody outside knows
  public Admission(AdmissionSettings settings, AdmissionLimits limits, long salt) {
    this.settings = settings;
    this.limits = limits;
    unknownHosts = new Rates(limits.clients(), salt);
    newSessions = new Rates(limits.hosts(), salt);
    for (Limit limit : Limit.values()) {
      refused.put(limit, new LongAdder());
    }
  }

  /// A way in.
  ///
  /// @param maxSessions how many sessions may have come through it and be open; 0 = no limit
  public Entrance entrance(int maxSessions) {
    return new Entrance(this, maxSessions);
  }

  /// The key of the client that `ip` belongs to: an IPv4 address for itself, an IPv6 address with
  /// all of its /64, which one subscriber has.
  static long client(Ip ip) {
    return ip.isV4() ? V4 | ip.low() & 0xFFFF_FFFFL : ip.high();
  }

  void refused(Limit why) {
    Objects.requireNonNull(refused.get(why)).increment();
  }

  void cut() {
    cut.increment();
  }

  /// How many sessions and requests were refused for `limit`.
  public long refusals(Limit limit) {
    return Objects.requireNonNull(refused.get(limit)).sum();
  }

  /// How many of those sessions were cut at once, without an answer.
  public long cuts() {
    return cut.sum();
  }

  /// How many sessions have a place, as far as they are limited in all.
  public int sessions() {
    return all.taken(Room.Kind.SERVED);
  }

  /// How many clients have sessions, as far as these are limited.
  public int clients() {
    return clients.size();
  }

  /// How many hosts have sessions, as far as these are limited.
  public int hosts() {
    return hosts.size();
  }

  /// How often a client or host was forgotten that had used some of its share by the minute or
  /// second.
  public long forgotten() {
    return unknownHosts.forgotten() + newSessions.forgotten();
  }
}
