package dev.starship.admission;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the openings of one event loop hold. Written by its thread alone.
public final class Openings {
  private final long mostBytes;
  private final AtomicLong bytes = new AtomicLong();

  /// @param mostBytes the event loop's share of [AdmissionSettings#prereadMemory()]; 0 = no limit
  public Openings(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(int more) {
    bytes.setRelease(bytes.getPlain() + more);
  }

  boolean isFull() {
    return mostBytes > 0 && bytes.getPlain() > mostBytes;
  }

  /// How many bytes are held now. Any thread.
  public long bytes() {
    return bytes.get();
  }
}
