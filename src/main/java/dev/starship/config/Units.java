package dev.starship.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes durations (`250ms`, `3s`, `5m`, `24h`) and sizes (`512B`, `64KiB`, `1MiB`,
/// `2GiB`). A number without a unit is neither: `timeout: 5` has meant seconds to some and
/// milliseconds to others.
final class Units {
  /// The longest duration [365 days]: nothing waits longer, so it would be a unit mixed up.
  static final Duration LONGEST = Duration.ofDays(365);

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|B|KiB|MiB|GiB)");
  private static final Map<String, Long> MILLIS = new LinkedHashMap<>();
  private static final Map<String, Long> BYTES = new LinkedHashMap<>();

  static {
    MILLIS.put("h", 3_600_000L);
    MILLIS.put("m", 60_000L);
    MILLIS.put("s", 1_000L);
    MILLIS.put("ms", 1L);
    BYTES.put("GiB", 1L << 30);
    BYTES.put("MiB", 1L << 20);
    BYTES.put("KiB", 1L << 10);
    BYTES.put("B", 1L);
  }

  private Units() {}

  static Optional<Duration> duration(String text) {
    return amount(text, MILLIS).map(Duration::ofMillis).filter(d -> d.compareTo(LONGEST) <= 0);
  }

  static Optional<Long> bytes(String text) {
    return amount(text, BYTES);
  }

  /// The duration in whole milliseconds, in the largest unit that divides it.
  static String text(Duration duration) {
    return text(duration.toMillis(), MILLIS, "0s");
  }

  static String size(long bytes) {
    return text(bytes, BYTES, "0B");
  }

  private static Optional<Long> amount(String text, Map<String, Long> units) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(matcher.group(1)) * units.get(matcher.group(2)));
  }

  private static String text(long amount, Map<String, Long> units, String zero) {
    return units.entrySet().stream()
        .filter(unit -> amount != 0 && amount % unit.getValue() == 0)
        .findFirst()
        .map(unit -> amount / unit.getValue() + unit.getKey())
        .orElse(zero);
  }
}
