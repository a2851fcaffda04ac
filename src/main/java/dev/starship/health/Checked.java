package dev.starship.health;

import dev.starship.address.Address;
import dev.starship.routing.ProxyVersion;

/// One address that is checked, whoever uses it. Times are nanoseconds of one clock. Seen by any
/// thread; everything else by the one that has its turn with it.
final class Checked {
  /// What a result changes.
  enum Change {
    NONE,
    DOWN,
    UP
  }

  private final Address address;
  private final Standing standing;
  private volatile Use use;
  private volatile boolean used = true;
  private volatile boolean down;
  private long lastUsed;
  private long due;

  /// How many results in a row have spoken against how it stands.
  private int against;

  Checked(Address address, Standing standing, Use use) {
    this.address = address;
    this.standing = standing;
    this.use = use;
  }

  Address address() {
    return address;
  }

  Standing standing() {
    return standing;
  }

  Use use() {
    return use;
  }

  boolean isDown() {
    return down;
  }

  /// Sessions may come to it.
  void seen(boolean http, ProxyVersion header) {
    Use before = use;
    if (!before.mixed() && !before.isFor(http, header)) {
      use = new Use(before.http(), before.header(), true);
    }
    if (!used) {
      used = true;
    }
  }

  /// Whether nobody can have come to it for `nanos`.
  boolean isUnusedFor(long nanos, long now) {
    if (used) {
      used = false;
      lastUsed = now;
    }
    return now - lastUsed >= nanos;
  }

  /// When it is to be checked next.
  long due() {
    return due;
  }

  void due(long when) {
    due = when;
  }

  /// Takes note of a result.
  Change note(CheckResult result, CheckSettings settings) {
    if (result == CheckResult.NO_SOCKET) {
      return Change.NONE;
    }
    boolean passed = result == CheckResult.PASSED;
    if (passed != down) {
      against = 0;
      return Change.NONE;
    }
    against++;
    if (against < (down ? settings.rise() : settings.fall())) {
      return Change.NONE;
    }
    against = 0;
    down = !down;
    return down ? Change.DOWN : Change.UP;
  }
}
