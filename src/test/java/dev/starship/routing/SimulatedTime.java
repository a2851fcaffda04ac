package dev.starship.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/// Time that passes only when a test says so. Tasks that may block wait until [#run()]. One thread.
final class SimulatedTime implements Time {
  private final PriorityQueue<Ring> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Ring::at).thenComparingLong(Ring::order));
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private long nanos = 1_000_000_000_000L;
  private long wallMillis = 1_800_000_000_000L;
  private long order;
  private boolean threadsRefused;

  private record Ring(long at, long order, Runnable task) {}

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public Alarm after(Duration wait, Runnable task) {
    var ring = new Ring(nanos + wait.toNanos(), order++, task);
    alarms.add(ring);
    return () -> alarms.remove(ring);
  }

  @Override
  public void start(Runnable task) {
    if (threadsRefused) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    tasks.add(task);
  }

  @Override
  public void startOnDisk(Runnable task) {
    start(task);
  }

  /// Whether the system has no threads from now on.
  void refuseThreads(boolean refuse) {
    threadsRefused = refuse;
  }

  @Override
  public void close() {
    alarms.clear();
  }

  /// Runs every task that waits, and those that they start.
  void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /// Lets time pass and alarms ring, without running tasks.
  void pass(Duration time) {
    long end = nanos + time.toNanos();
    for (Ring next = alarms.peek(); next != null && next.at <= end; next = alarms.peek()) {
      alarms.poll();
      set(Math.max(nanos, next.at));
      next.task.run();
    }
    set(end);
  }

  /// Lets time pass, and runs tasks as they come.
  void passAndRun(Duration time) {
    long end = nanos + time.toNanos();
    run();
    for (Ring next = alarms.peek(); next != null && next.at <= end; next = alarms.peek()) {
      pass(Duration.ofNanos(Math.max(0, next.at - nanos)));
      run();
    }
    set(end);
  }

  /// Sets the system's clock, and only that.
  void jump(Duration by) {
    wallMillis += by.toMillis();
  }

  int alarms() {
    return alarms.size();
  }

  private void set(long to) {
    wallMillis += to / 1_000_000 - nanos / 1_000_000;
    nanos = to;
  }
}
