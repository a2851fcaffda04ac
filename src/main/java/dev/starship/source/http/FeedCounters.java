package dev.starship.source.http;

import java.util.concurrent.atomic.AtomicLong;

/// What a change feed has done since the start. Any thread.
public final class FeedCounters {
  private final AtomicLong connected = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong ignored = new AtomicLong();
  private volatile boolean isOpen;

  void opened() {
    connected.incrementAndGet();
    isOpen = true;
  }

  void lost() {
    isOpen = false;
  }

  void changed() {
    changes.incrementAndGet();
  }

  void ignored() {
    ignored.incrementAndGet();
  }

  /// How often the feed was connected.
  public long connected() {
    return connected.get();
  }

  /// How many changes it told of.
  public long changes() {
    return changes.get();
  }

  /// How many of its events could not be used: too long, or without a host that can be read.
  public long eventsIgnored() {
    return ignored.get();
  }

  /// Whether it is connected now.
  public boolean isOpen() {
    return isOpen;
  }
}
