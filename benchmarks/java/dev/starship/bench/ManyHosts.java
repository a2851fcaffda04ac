package dev.starship.bench;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/// Hosts by number, and which of them clients ask for.
final class ManyHosts {
  /// Hosts that are asked for: enough that they do not stay in the processor's caches.
  private static final int ASKED = 4_096;

  private static final int NUMBER_AT = 1;
  private static final int DIGITS = 7;

  private ManyHosts() {}

  /// The host of this number.
  static String name(int number) {
    return "h%07d.example.com".formatted(number);
  }

  /// The number of a host that [#name] made.
  static int number(String name) {
    return Integer.parseInt(name, NUMBER_AT, NUMBER_AT + DIGITS, 10);
  }

  /// The numbers of those hosts of `count` that are asked for, all over them.
  static int[] asked(int count) {
    return IntStream.range(0, ASKED).map(i -> (int) ((long) i * count / ASKED)).toArray();
  }

  /// Hellos to those that are asked for.
  static ByteBuffer[] hellos(Program program, int count) {
    return IntStream.of(asked(count))
        .mapToObj(number -> program.hello(name(number)))
        .toArray(ByteBuffer[]::new);
  }
}
