package dev.starship.admission;

import dev.starship.counting.Count;
import java.util.ArrayList;
import java.util.List;

/// The memory that the openings of one event loop hold. Written by its thread alone. What the other
/// loops hold is looked at only by one that holds more than its share: mostly it need not know.
public final class Openings {
  private final long mostBytes;
  private final List<Openings> all;
  private final Count bytes = new Count();

  private Openings(long mostBytes, List<Openings> all) {
    this.mostBytes = mostBytes;
    this.all = all;
  }

  /// One for each of `loops` event loops.
  ///
  /// @param mostBytes what they may hold together, [AdmissionSettings#prereadMemory()]; 0 = no
  ///   limit
  public static List<Openings> ofLoops(long mostBytes, int loops) {
    List<Openings> all = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      all.add(new Openings(mostBytes, all));
    }
    return all;
  }

  void add(int more) {
    bytes.add(more);
  }

  boolean isFull() {
    return mostBytes > 0 && bytes.get() > mostBytes / all.size() && inAll() > mostBytes;
  }

  private long inAll() {
    long sum = 0;
    for (Openings one : all) {
      sum += one.bytes();
    }
    return sum;
  }

  /// How many bytes are held now. Any thread.
  public long bytes() {
    return bytes.get();
  }
}
