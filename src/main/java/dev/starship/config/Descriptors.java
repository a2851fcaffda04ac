package dev.starship.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many files and sockets this process may have open.
final class Descriptors {
  private static final Path LIMITS = Path.of("/proc/self/limits");

  /// The first number is the limit that holds, the second how far it may be raised.
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]{1,18}) .*");

  private Descriptors() {}

  /// The limit that the system sets; a large number where it sets none.
  static long ofThisProcess() {
    // The JVM knows it on every system, but to wake its management for that takes a start longer
    // than to read a file.
    return ofLinux().orElseGet(Descriptors::ofAnySystem);
  }

  /// What Linux says; empty if it sets no limit, or on another system.
  static Optional<Long> ofLinux() {
    try {
      return limit(Files.readAllLines(LIMITS));
    } catch (IOException anotherSystem) {
      return Optional.empty();
    }
  }

  private static Optional<Long> limit(List<String> lines) {
    return lines.stream()
        .map(OPEN_FILES::matcher)
        .filter(Matcher::matches)
        .map(line -> Long.valueOf(line.group(1)))
        .findFirst();
  }

  /// What the JVM says.
  static long ofAnySystem() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 0
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }
}
