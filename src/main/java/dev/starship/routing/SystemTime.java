package dev.starship.routing;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The system's clocks, one thread for alarms, a virtual thread for each task that waits for
/// others, and a few threads of the system for what takes a disk or a core: a virtual thread that
/// does keeps one of the cores' carriers, and there may be no other.
final class SystemTime implements Time {
  /// One that loads the snapshot, one that waits to write it, and two for hosts that are wanted
  /// before they are loaded.
  private static final int DISK_THREADS = 4;

  private static final Duration DISK_IDLE = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor alarms =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("lookup-alarms").factory());

  private final ThreadPoolExecutor disk =
      new ThreadPoolExecutor(
          DISK_THREADS,
          DISK_THREADS,
          DISK_IDLE.toNanos(),
          TimeUnit.NANOSECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("snapshot-", 0).factory());

  SystemTime() {
    disk.allowCoreThreadTimeOut(true);
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
  public void startOnDisk(Runnable task) {
    disk.execute(task);
  }

  @Override
  public void close() {
    alarms.shutdown();
  }
}
