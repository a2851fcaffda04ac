package dev.starship.admission;

/// How much the operator lets in. 0 is no limit.
///
/// @param maxSessions sessions in all
/// @param sessionsPerClient sessions of one client: one IPv4 address, or one IPv6 /64 [0: a CDN or
///   a NAT is one address]
/// @param sessionsPerHost sessions of one host, unless its route says otherwise [0]
/// @param sessionsPerHostAndSecond new sessions of one host and second, unless its route says
///   otherwise [0]
/// @param unknownHostsPerClient unknown hosts that one client may ask for in a minute [1,000]: far
///   more than a browser or a monitor ever does, and little enough for any lookup API
/// @param prereadMemory bytes that all openings together may hold [64 MiB]: a thousand of the
///   longest
public record AdmissionSettings(
    int maxSessions,
    int sessionsPerClient,
    int sessionsPerHost,
    int sessionsPerHostAndSecond,
    int unknownHostsPerClient,
    int prereadMemory) {
  /// Listeners, logs, the lookup API, and sessions that only get an answer [512]. Kept connections
  /// to backends give way where there are none left.
  private static final int OTHER_DESCRIPTORS = 512;

  /// Where a system has no limit [10,000,000].
  private static final int MOST_SESSIONS = 10_000_000;

  /// The defaults, without a limit on sessions in all, which depends on the process.
  public static final AdmissionSettings DEFAULT =
      new AdmissionSettings(0, 0, 0, 0, 1_000, 64 << 20);

  /// Checks that nothing is negative.
  public AdmissionSettings {
    if (maxSessions < 0
        || sessionsPerClient < 0
        || sessionsPerHost < 0
        || sessionsPerHostAndSecond < 0
        || unknownHostsPerClient < 0
        || prereadMemory < 0) {
      throw new IllegalArgumentException("a limit below 0");
    }
  }

  /// How many sessions fit a process that may have so many descriptors: two each, for client and
  /// backend, after some for everything else.
  ///
  /// @param besides how many checks of backends and the relay may take
  public static int sessionsWithin(long descriptors, int besides) {
    long others = Math.min(OTHER_DESCRIPTORS + besides, descriptors / 4);
    return Math.clamp((descriptors - others) / 2, 1, MOST_SESSIONS);
  }
}
