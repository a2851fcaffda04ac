package dev.starship.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/// The numbers of one loop. Only its thread adds, so a plain read and an opaque write suffice;
/// tasks are refused on any thread, so that one is added to atomically.
final class Counters implements LoopCounters {
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();
  private final AtomicLong openSockets = new AtomicLong();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong acceptRests = new AtomicLong();
  private final AtomicLong refusedTasks = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();

  private final IntSupplier runningTimers;

  /// @param runningTimers how many timers run; any thread may ask
  Counters(IntSupplier runningTimers) {
    this.runningTimers = runningTimers;
  }

  private static void add(AtomicLong counter, long count) {
    counter.setOpaque(counter.getPlain() + count);
  }

  void countAccepted() {
    add(accepted, 1);
  }

  void countConnect() {
    add(connects, 1);
  }

  void countOpened() {
    add(openSockets, 1);
  }

  void countClosed() {
    add(openSockets, -1);
  }

  void countRead(int bytes) {
    add(bytesRead, bytes);
  }

  void countWritten(int bytes) {
    add(bytesWritten, bytes);
  }

  void countAcceptRest() {
    add(acceptRests, 1);
  }

  /// Any thread.
  void countRefusedTask() {
    refusedTasks.incrementAndGet();
  }

  void countFault() {
    add(faults, 1);
  }

  @Override
  public long accepted() {
    return accepted.getOpaque();
  }

  @Override
  public long connects() {
    return connects.getOpaque();
  }

  @Override
  public long openSockets() {
    return openSockets.getOpaque();
  }

  @Override
  public long bytesRead() {
    return bytesRead.getOpaque();
  }

  @Override
  public long bytesWritten() {
    return bytesWritten.getOpaque();
  }

  @Override
  public long acceptRests() {
    return acceptRests.getOpaque();
  }

  @Override
  public long runningTimers() {
    return runningTimers.getAsInt();
  }

  @Override
  public long refusedTasks() {
    return refusedTasks.getOpaque();
  }

  @Override
  public long faults() {
    return faults.getOpaque();
  }
}
