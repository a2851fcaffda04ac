package dev.starship.transport;

import dev.starship.counting.Count;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;

/// The numbers of one loop. Its thread counts; but tasks are refused on any thread.
final class Counters implements LoopCounters {
  private static final long[] TURN_BOUNDS_NANOS = {
    100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 100_000_000
  };

  private final Count passedOn = new Count();
  private final Count gathered = new Count();
  private final Count connects = new Count();
  private final Count openSockets = new Count();
  private final Count bytesRead = new Count();
  private final Count bytesWritten = new Count();
  private final Count bytesSpliced = new Count();
  private final Count refusedPipes = new Count();
  private final Count acceptRests = new Count();
  private final AtomicLong refusedTasks = new AtomicLong();
  private final Count faults = new Count();
  private final Count turnNanos = new Count();
  private final AtomicLongArray turns = new AtomicLongArray(TURN_BOUNDS_NANOS.length + 1);

  private final IntSupplier runningTimers;

  /// @param runningTimers how many timers run; any thread may ask
  Counters(IntSupplier runningTimers) {
    this.runningTimers = runningTimers;
  }

  static double[] turnBoundsSeconds() {
    return Arrays.stream(TURN_BOUNDS_NANOS).mapToDouble(nanos -> nanos / 1e9).toArray();
  }

  void countPassedOn() {
    passedOn.increment();
  }

  void countGathered() {
    gathered.increment();
  }

  void countConnect() {
    connects.increment();
  }

  void countOpened() {
    openSockets.increment();
  }

  void countClosed() {
    openSockets.add(-1);
  }

  void countRead(int bytes) {
    bytesRead.add(bytes);
  }

  void countWritten(int bytes) {
    bytesWritten.add(bytes);
  }

  void countSpliced(int bytes) {
    bytesSpliced.add(bytes);
  }

  void countRefusedPipe() {
    refusedPipes.increment();
  }

  void countAcceptRest() {
    acceptRests.increment();
  }

  /// Any thread.
  void countRefusedTask() {
    refusedTasks.incrementAndGet();
  }

  void countFault() {
    faults.increment();
  }

  void countTurn(long nanos) {
    int bucket = 0;
    while (bucket < TURN_BOUNDS_NANOS.length && nanos > TURN_BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    turns.setOpaque(bucket, turns.getPlain(bucket) + 1);
    turnNanos.add(nanos);
  }

  @Override
  public long[] turns() {
    long[] all = new long[turns.length()];
    Arrays.setAll(all, turns::getOpaque);
    return all;
  }

  /// All turns together. Any thread.
  long turnNanos() {
    return turnNanos.get();
  }

  @Override
  public double turnSeconds() {
    return turnNanos() / 1e9;
  }

  @Override
  public long passedOn() {
    return passedOn.get();
  }

  @Override
  public long gathered() {
    return gathered.get();
  }

  @Override
  public long connects() {
    return connects.get();
  }

  @Override
  public long openSockets() {
    return openSockets.get();
  }

  @Override
  public long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public long bytesWritten() {
    return bytesWritten.get();
  }

  @Override
  public long bytesSpliced() {
    return bytesSpliced.get();
  }

  @Override
  public long refusedPipes() {
    return refusedPipes.get();
  }

  @Override
  public long acceptRests() {
    return acceptRests.get();
  }

  @Override
  public long runningTimers() {
    return runningTimers.getAsInt();
  }

  @Override
  public long refusedTasks() {
    return refusedTasks.get();
  }

  @Override
  public long faults() {
    return faults.get();
  }
}
