package dev.starship.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many files and sockets this process may have open.
final class Descriptors {
  private Descriptors() {}

  /// The limit that the system sets; a large number where it sets none.
  static long ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 0
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }
}
