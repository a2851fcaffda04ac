package dev.starship.transport;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;

/// The numbers of one loop. Only its thread adds, so a plain read and an opaque write suffice;
/// tasks are refused on any thread, so that one is added to atomically.
final class Counters implements LoopCounters {
  private static final long[] TURN_BOUNDS_NANOS = {
    100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 100_000_000
  };

  private final AtomicLong passedOn = new AtomicLong();
  private final AtomicLong gathered = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();
  private final AtomicLong openSockets = new AtomicLong();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong bytesSpliced = new AtomicLong();
  private final AtomicLong refusedPipes = new AtomicLong();
  private final AtomicLong acceptRests = new AtomicLong();
  private final AtomicLong refusedTasks = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong turnNanos = new AtomicLong();
  private final AtomicLongArray turns = new AtomicLongArray(TURN_BOUNDS_NANOS.length + 1);

  private final IntSupplier runningTimers;

  /// @param runningTimers how many timers run; any thread may ask
  Counters(IntSupplier runningTimers) {
    this.runningTimers = runningTimers;
  }

  static double[] turnBoundsSeconds() {
    return Arrays.stream(TURN_BOUNDS_NANOS).mapToDouble(nanos -> nanos / 1e9).toArray();
  }

  private static void add(AtomicLong counter, long count) {
    counter.setOpaque(counter.getPlain() + count);
  }

  void countPassedOn() {
    add(passedOn, 1);
  }

  void countGathered() {
    add(gathered, 1);
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

  void countSpliced(int bytes) {
    add(bytesSpliced, bytes);
  }

  void countRefusedPipe() {
    add(refusedPipes, 1);
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

  void countTurn(long nanos) {
    int bucket = 0;
    while (bucket < TURN_BOUNDS_NANOS.length && nanos > TURN_BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    turns.setOpaque(bucket, turns.getPlain(bucket) + 1);
    add(turnNanos, nanos);
  }

  @Override
  public long[] turns() {
    long[] all = new long[turns.length()];
    Arrays.setAll(all, turns::getOpaque);
    return all;
  }

  /// All turns together. Any thread.
  long turnNanos() {
    return turnNanos.getOpaque();
  }

  @Override
  public double turnSeconds() {
    return turnNanos() / 1e9;
  }

  @Override
  public long passedOn() {
    return passedOn.getOpaque();
  }

  @Override
  public long gathered() {
    return gathered.getOpaque();
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
  public long bytesSpliced() {
    return bytesSpliced.getOpaque();
  }

  @Override
  public long refusedPipes() {
    return refusedPipes.getOpaque();
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
