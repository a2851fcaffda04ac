package dev.starship.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The latest changes of a routes table, numbered from 1, for readers who each say how far they
/// have read. Any thread.
final class ChangeFeed {
  /// The most changes that are kept [10,000]: whoever was away for longer is told that changes were
  /// missed.
  static final int MAX_KEPT = 10_000;

  private final String run;
  private final Deque<Event> kept = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private long newest;

  /// @param run tells this feed's numbers from those of an earlier process
  ChangeFeed(String run) {
    this.run = run;
  }

  /// One event of the stream.
  ///
  /// @param number of the last change it covers
  /// @param name `change` or `reset`
  /// @param data a JSON object
  record Event(long number, String name, String data) {}

  /// Adds a change of each of `patterns`.
  void publish(List<String> patterns) {
    lock.lock();
    try {
      for (String pattern : patterns) {
        kept.add(new Event(++newest, "change", "{\"host\":\"" + pattern + "\"}"));
        if (kept.size() > MAX_KEPT) {
          kept.remove();
        }
      }
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for changes after `number`, at most for `patience`. If some of them are no longer kept,
  /// or `number` was never given, one `reset` stands for all.
  List<Event> after(long number, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (number == newest && left > 0) {
        left = published.awaitNanos(left);
      }
      boolean missed = number > newest || number < newest - kept.size();
      return missed
          ? List.of(new Event(newest, "reset", "{}"))
          : kept.stream().filter(event -> event.number() > number).toList();
    } finally {
      lock.unlock();
    }
  }

  /// The number a reader starts from: the one in its `Last-Event-ID`, the newest if it has none,
  /// and one that leads to a `reset` if it is not of this feed.
  long start(String lastEventId) {
    if (lastEventId.isEmpty()) {
      return newest();
    }
    String prefix = run + "-";
    String number = lastEventId.startsWith(prefix) ? lastEventId.substring(prefix.length()) : "";
    return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
  }

  /// The event in the format of a Server-Sent-Events stream.
  String text(Event event) {
    return "id: "
        + run
        + "-"
        + event.number()
        + "\nevent: "
        + event.name()
        + "\ndata: "
        + event.data()
        + "\n\n";
  }

  private long newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }
}
