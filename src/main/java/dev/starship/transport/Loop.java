package dev.starship.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What both kinds of event loop share: the thread, tasks, timers, counters and the fence around
/// everybody else's code. A turn is: wait for events and tell the sockets' owners, fire timers, run
/// tasks.
abstract class Loop implements EventLoop {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LoopLimits limits;
  private final Consumer<Throwable> faults;
  private final Thread thread;
  private final TaskQueue tasks;
  private final TimerWheel timers;
  private final Buffer sharedBuffer;
  private final Counters counters;

  /// Connections that others have accepted and that are on their way here.
  private final AtomicInteger coming = new AtomicInteger();

  private long nanoTime = System.nanoTime();
  private volatile boolean stopping;

  Loop(String name, LoopLimits limits, Consumer<Throwable> faults) {
    this.limits = limits;
    this.faults = faults;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    this.tasks = new TaskQueue(limits.tasksWaiting(), this::wakeUp);
    this.timers = new TimerWheel(this::nanoTime, limits.timerTickNanos(), this::fault);
    this.counters = new Counters(timers::running);
    this.sharedBuffer = Buffer.allocate(limits.sharedBufferBytes());
  }

  /// Waits for events, at most `millis` (-1: until there is one, 0: not at all), and tells whom
  /// they concern. Calls [#awake()] once the wait is over.
  abstract void turn(int millis);

  /// Ends a wait under way or the next one. Any thread.
  abstract void wakeUp();

  /// Resets every socket, closes every listener and what the loop itself holds.
  abstract void release();

  final LoopLimits limits() {
    return limits;
  }

  @Override
  public final Counters counters() {
    return counters;
  }

  /// Notes that the wait is over: the clock moves on, and givers of tasks need not wake the loop.
  final void awake() {
    tasks.awake();
    nanoTime = System.nanoTime();
  }

  /// Reports a bug in somebody else's code; never throws.
  final void fault(Throwable bug) {
    counters.countFault();
    try {
      faults.accept(bug);
    } catch (Throwable second) {
      second.addSuppressed(bug);
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, second);
    }
  }

  private void run() {
    try {
      long ended = System.nanoTime();
      while (!stopping) {
        int millis = tasks.sleep() ? waitMillis(ended - nanoTime) : 0;
        turn(millis);
        timers.advance();
        runTasks(limits.tasksPerTurn());
        // A turn that did not mean to wait began where the one before ended.
        long began = millis == 0 ? ended : nanoTime;
        ended = System.nanoTime();
        counters.countTurn(ended - began);
      }
    } catch (Throwable bug) {
      fault(bug);
    } finally {
      end();
    }
  }

  /// @param passed how long ago the time of the loop was read
  private int waitMillis(long passed) {
    long nanos = timers.nanosUntilNext();
    return nanos == Long.MAX_VALUE
        ? -1
        : Math.clamp(Math.ceilDiv(nanos - passed, NANOS_PER_MILLI), 0, Integer.MAX_VALUE);
  }

  /// Runs what waits now. What these tasks give waits for the next turn: a session that always has
  /// more to move would else keep all others waiting.
  private void runTasks(int most) {
    int waiting = Math.min(tasks.waiting(), most);
    for (int i = 0; i < waiting; i++) {
      @Nullable Runnable task = tasks.take();
      if (task == null) {
        return;
      }
      try {
        task.run();
      } catch (Throwable bug) {
        fault(bug);
      }
    }
  }

  private void end() {
    tasks.close();
    runTasks(Integer.MAX_VALUE);
    timers.clear();
    release();
  }

  @Override
  public final void start() {
    thread.start();
  }

  @Override
  public final boolean execute(Runnable task) {
    TaskQueue.Answer answer = tasks.give(task);
    if (answer == TaskQueue.Answer.FULL) {
      counters.countRefusedTask();
    }
    return answer == TaskQueue.Answer.TAKEN;
  }

  /// Sockets that are open, and those that a session will have for each connection on its way here.
  /// Any thread.
  final long load() {
    return counters.openSockets() + 2L * coming.get();
  }

  /// Takes a connection that the loop `from`, on whose thread this is called, has accepted.
  ///
  /// @return false if it does not: then it stays that loop's
  final boolean pass(Loop from, Runnable taking) {
    coming.incrementAndGet();
    boolean passed =
        execute(() -> {
          coming.decrementAndGet();
          taking.run();
        });
    if (passed) {
      from.counters.countPassedOn();
    } else {
      coming.decrementAndGet();
    }
    return passed;
  }

  @Override
  public final boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public final Buffer sharedBuffer() {
    sharedBuffer.bytes().clear();
    return sharedBuffer;
  }

  @Override
  public final Timer newTimer(Runnable task) {
    return timers.newTimer(task);
  }

  @Override
  public final long nanoTime() {
    return nanoTime;
  }

  @Override
  public final void close() {
    if (inLoop()) {
      throw new IllegalStateException("a loop cannot wait for its own end");
    }
    stopping = true;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    // Wakes the loop. A loop that refuses this task is awake or has ended.
    execute(() -> {});
    join();
  }

  private void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
