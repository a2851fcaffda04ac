package dev.starship.health;

import dev.starship.address.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How backends are asked whether they are well, besides what sessions tell of them.
///
/// @param tls what is asked where sessions bring TLS; nothing unless something is said
/// @param http what is asked where they bring plain HTTP; nothing unless something is said
/// @param host the name that handshakes (SNI) and requests (Host) ask for; null if there are
///   neither. Never a host of a route: one that is gone would make a backend look sick to others
/// @param path the target of requests
/// @param status which answers to requests are good
/// @param interval from one check of an address to the next, a tenth more or less
/// @param timeout of one check, connect and answer together
/// @param rise so many good checks in a row bring an address back
/// @param fall so many bad checks in a row take it out
public record CheckSettings(
    CheckKind tls,
    CheckKind http,
    @Nullable Host host,
    String path,
    StatusRange status,
    Duration interval,
    Duration timeout,
    int rise,
    int fall) {
  /// No checks.
  public static final CheckSettings DEFAULT =
      new CheckSettings(
          CheckKind.NONE,
          CheckKind.NONE,
          null,
          "/",
          StatusRange.DEFAULT,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          2,
          3);

  /// Checks that everything needed is there.
  public CheckSettings {
    if (http == CheckKind.HANDSHAKE) {
      throw new IllegalArgumentException("plain HTTP has no handshake");
    }
    if (host == null && (asksForHost(tls) || asksForHost(http))) {
      throw new IllegalArgumentException("handshakes and requests ask for a host");
    }
    if (!interval.isPositive() || !timeout.isPositive() || rise < 1 || fall < 1) {
      throw new IllegalArgumentException("times and counts of checks are positive");
    }
  }

  /// Whether a check of this kind names a host.
  public static boolean asksForHost(CheckKind kind) {
    return kind == CheckKind.HANDSHAKE || kind == CheckKind.GET;
  }

  /// Whether anything is checked at all.
  public boolean isOn() {
    return tls != CheckKind.NONE || http != CheckKind.NONE;
  }

  /// How many descriptors checks may take at once.
  public int descriptors() {
    return isOn() ? CheckLimits.DEFAULT.atOnce() : 0;
  }

  /// What is asked of an address that sessions come to for `use`.
  CheckKind kind(Use use) {
    CheckKind kind = use.http() ? http : tls;
    return use.mixed() && kind != CheckKind.NONE ? CheckKind.TCP : kind;
  }
}
