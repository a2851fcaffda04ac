package dev.starship.address;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The text of an IP address: reading it strictly (RFC 4291 section 2.2) and writing it canonically
/// (RFC 5952).
final class IpText {
  private static final int GROUPS = 8;

  private IpText() {}

  static Optional<Ip> parse(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      String inside = text.substring(1, text.length() - 1);
      return inside.indexOf(':') < 0 ? Optional.empty() : parseV6(inside);
    }
    return text.indexOf(':') < 0 ? parseV4(text).map(Ip::v4) : parseV6(text);
  }

  private static Optional<Integer> parseV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    int bits = 0;
    for (String part : parts) {
      int value = number(part, 10, 3);
      if (value < 0 || value > 255 || part.length() > 1 && part.charAt(0) == '0') {
        return Optional.empty();
      }
      bits = bits << 8 | value;
    }
    return Optional.of(bits);
  }

  private static Optional<Ip> parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::")) {
      return Optional.empty();
    }
    int[] groups = new int[GROUPS];
    if (gap < 0) {
      return groups(text, groups, 0) == GROUPS ? Optional.of(join(groups)) : Optional.empty();
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int[] tail = new int[GROUPS];
    int headCount = before.isEmpty() ? 0 : groups(before, groups, 0);
    int tailCount = after.isEmpty() ? 0 : groups(after, tail, 0);
    if (headCount < 0
        || tailCount < 0
        || before.indexOf('.') >= 0
        || headCount + tailCount >= GROUPS) {
      return Optional.empty();
    }
    System.arraycopy(tail, 0, groups, GROUPS - tailCount, tailCount);
    return Optional.of(join(groups));
  }

  /// Fills `groups` from colon-separated text whose last part may be dotted decimal; how many there
  /// are, or -1 if it is none.
  private static int groups(String text, int[] groups, int from) {
    String[] parts = text.split(":", -1);
    int count = from;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        Optional<Integer> v4 = parseV4(parts[i]);
        if (v4.isEmpty() || count > GROUPS - 2) {
          return -1;
        }
        groups[count++] = v4.get() >>> 16;
        groups[count++] = v4.get() & 0xFFFF;
        continue;
      }
      int value = number(parts[i], 16, 4);
      if (value < 0 || count == GROUPS) {
        return -1;
      }
      groups[count++] = value;
    }
    return count;
  }

  private static int number(String text, int radix, int maxDigits) {
    if (text.isEmpty() || text.length() > maxDigits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static Ip join(int[] groups) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[i + 4];
    }
    return new Ip(high, low);
  }

  static String format(Ip ip) {
    if (ip.isV4()) {
      long bits = ip.low();
      return (bits >>> 24 & 0xFF)
          + "."
          + (bits >>> 16 & 0xFF)
          + "."
          + (bits >>> 8 & 0xFF)
          + "."
          + (bits & 0xFF);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (ip.high() >>> 16 * (3 - i)) & 0xFFFF;
      groups[i + 4] = (int) (ip.low() >>> 16 * (3 - i)) & 0xFFFF;
    }
    int gap = longestGap(groups);
    if (zerosAt(groups, gap) < 2) {
      return hex(groups, 0, GROUPS);
    }
    return hex(groups, 0, gap) + "::" + hex(groups, gap + zerosAt(groups, gap), GROUPS);
  }

  /// Where the longest run of zero groups begins; the first of several.
  private static int longestGap(int[] groups) {
    int longest = 0;
    for (int i = 1; i < GROUPS; i++) {
      if (zerosAt(groups, i) > zerosAt(groups, longest)) {
        longest = i;
      }
    }
    return longest;
  }

  private static int zerosAt(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String hex(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }
}
