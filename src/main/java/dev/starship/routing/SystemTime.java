package dev.starship.routing;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The system's clocks, one thread for alarms, and a virtual thread for each task that may block.
final class SystemTime implements Time {
  private final ScheduledThreadPoolExecutor alarms =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("lookup-alarms").factory());

  SystemTime() {
    alarms.setRemoveOnCancelPolicy(true);
    alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    alarms.setRejectedExecutionHandler((_, _) -> {});
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Alarm after(Duration wait, Runnable task) {
    var future = alarms.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void start(Runnable task) {
    Thread.ofVirtual().name("lookup").start(task);
  }

  @Override
  public void close() {
    alarms.shutdown();
  }
}
