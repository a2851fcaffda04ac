package dev.starship.accesslog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/// Bytes of lines that wait to be written, UTF-8. Grows to the longest batch and is reused; one
/// thread.
final class LineBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LONGEST_NUMBER = 20;

  /// What one UTF-16 unit can become: a control character is `\u001b`.
  private static final int LONGEST_CHAR = 6;

  private final int textChars;
  private byte[] bytes;
  private int length;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  LineBuffer(LogLimits limits) {
    bytes = new byte[limits.bufferBytes() + 8 * 1024];
    textChars = limits.textChars();
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /// The bytes so far; valid until the next change.
  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /// Appends text of ours, which is ASCII.
  @SuppressWarnings("deprecation") // The one way to copy ASCII without an array in between.
  LineBuffer ascii(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
    return this;
  }

  LineBuffer ascii(char c) {
    ensure(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /// Appends a number that is not negative.
  LineBuffer number(long number) {
    ensure(LONGEST_NUMBER);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    digits(number, digits);
    return this;
  }

  /// Appends microseconds as milliseconds with three decimals.
  LineBuffer millis(long micros) {
    number(micros / 1000).ascii('.');
    digits(micros % 1000, 3);
    return this;
  }

  /// Appends a time as ISO 8601 in UTC with milliseconds.
  ///
  /// @param epochMillis milliseconds since 1970 UTC
  LineBuffer time(long epochMillis) {
    long its = Math.floorDiv(epochMillis, 1000L);
    if (its != second) {
      second = its;
      secondText = SECOND.format(Instant.ofEpochSecond(its));
    }
    ascii(secondText).ascii('.');
    digits(Math.floorMod(epochMillis, 1000L), 3);
    return ascii('Z');
  }

  /// Appends any text as a JSON string (RFC 8259 section 7), cut to the limit. Control characters,
  /// also those above ASCII that terminals obey, are escaped.
  LineBuffer quoted(String text) {
    int end = Math.min(text.length(), textChars);
    ensure(end * LONGEST_CHAR + 2);
    bytes[length++] = '"';
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else if (c >= ' ' && c < 0x7f) {
        bytes[length++] = (byte) c;
      } else if (c < 0xa0 || turnsLines(c)) {
        escape(c);
      } else if (i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        utf8(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        utf8(Character.isSurrogate(c) ? 0xfffd : c);
      }
    }
    bytes[length++] = '"';
    return this;
  }

  /// Separators of lines and paragraphs, and what makes text run the other way (UAX 9).
  private static boolean turnsLines(char c) {
    return c >= 0x2028 && c <= 0x202e
        || c >= 0x2066 && c <= 0x2069
        || c == 0x200e
        || c == 0x200f
        || c == 0x061c;
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >> shift & 0xf];
    }
  }

  private void utf8(int codePoint) {
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xc0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        bytes[length++] = (byte) (0xe0 | codePoint >> 12);
      } else {
        bytes[length++] = (byte) (0xf0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
      }
      bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
    }
    bytes[length++] = (byte) (0x80 | codePoint & 0x3f);
  }

  private void digits(long number, int count) {
    ensure(count);
    long rest = number;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
