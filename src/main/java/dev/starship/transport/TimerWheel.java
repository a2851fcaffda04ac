package dev.starship.transport;

import dev.starship.counting.Count;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Timers on a hierarchical wheel: four levels of 64 slots. A slot of level 0 is one tick wide, a
/// slot of each further level as wide as the whole level below. A timer stands in the lowest level
/// whose current round contains its due tick and moves down when time reaches its slot. Starting
/// and stopping link and unlink one node and allocate nothing. A running timer that is put off, as
/// those of busy sessions are, stays where it is and moves on when time reaches its slot. 64 bits
/// per level tell which slots hold timers, so that idle time is skipped and costs no wake-ups but
/// those for timers put off. With a tick of 10 ms the wheel spans 46 hours; a timer beyond waits in
/// the farthest slot and is placed again from there.
///
/// A timer never fires early by the given clock, and late by at most a tick when [#advance] is
/// called. Timers fire by due tick, and within one in the order of their starts, but for those that
/// were put off. Not safe for several threads.
final class TimerWheel {
  private static final int LEVELS = 4;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int TOP = LEVELS - 1;
  private static final int TOP_SHIFT = TOP * SLOT_BITS;

  /// Keeps the sum of now and a delay from overflowing: 146 years.
  private static final long LONGEST_DELAY_NANOS = Long.MAX_VALUE / 2;

  private final LongSupplier nanoTime;
  private final long originNanos;
  private final long tickNanos;
  private final Consumer<Throwable> faults;
  private final Node[] slots = new Node[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];

  /// Every timer due at this tick or before has fired.
  private long tick;

  /// Written by the wheel's thread only, read by any.
  private final Count running = new Count();

  /// @param nanoTime the clock, in nanoseconds
  /// @param tickNanos the width of a tick
  /// @param faults told what a timer's task threw
  TimerWheel(LongSupplier nanoTime, long tickNanos, Consumer<Throwable> faults) {
    this.nanoTime = nanoTime;
    this.originNanos = nanoTime.getAsLong();
    this.tickNanos = tickNanos;
    this.faults = faults;
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = new Node();
    }
  }

  Timer newTimer(Runnable task) {
    return new WheelTimer(task);
  }

  /// How many timers are running. Any thread.
  int running() {
    return (int) running.get();
  }

  /// How long until [#advance] has something to do; `Long.MAX_VALUE` if no timer runs.
  long nanosUntilNext() {
    if (running.get() == 0) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, nextTick() * tickNanos - elapsedNanos());
  }

  /// Fires what is due.
  void advance() {
    long reached = elapsedNanos() / tickNanos;
    while (running.get() > 0) {
      long next = nextTick();
      if (next > reached) {
        break;
      }
      tick = next;
      moveDown();
      fire();
    }
    tick = Math.max(tick, reached);
  }

  /// Stops every timer.
  void clear() {
    for (Node slot : slots) {
      while (slot.next instanceof WheelTimer timer) {
        timer.stop();
      }
    }
  }

  private long elapsedNanos() {
    return nanoTime.getAsLong() - originNanos;
  }

  /// The first tick after the current one at which a slot that holds timers begins.
  private long nextTick() {
    for (int level = 0; level < TOP; level++) {
      if (occupied[level] != 0) {
        int shift = level * SLOT_BITS;
        long round = tick >>> shift + SLOT_BITS << SLOT_BITS;
        return round + Long.numberOfTrailingZeros(occupied[level]) << shift;
      }
    }
    // The top level has no level above that starts its rounds, so its slots are counted from now.
    long now = tick >>> TOP_SHIFT;
    long fromNextSlot = Long.rotateRight(occupied[TOP], (int) (now + 1));
    return now + 1 + Long.numberOfTrailingZeros(fromNextSlot) << TOP_SHIFT;
  }

  /// Places the timers of every higher slot that begins at this tick again, from the top down.
  private void moveDown() {
    for (int level = TOP; level > 0; level--) {
      int shift = level * SLOT_BITS;
      if ((tick & (1L << shift) - 1) == 0) {
        Node slot = slots[level * SLOTS + (int) (tick >>> shift & SLOTS - 1)];
        while (slot.next instanceof WheelTimer timer) {
          unlink(timer);
          link(timer);
        }
      }
    }
  }

  private void fire() {
    Node slot = slots[(int) (tick & SLOTS - 1)];
    while (slot.next instanceof WheelTimer timer) {
      if (timer.due > tick) {
        unlink(timer);
        link(timer);
        continue;
      }
      timer.stop();
      timer.passed = true;
      try {
        timer.task.run();
      } catch (Throwable bug) {
        faults.accept(bug);
      }
    }
  }

  private void link(WheelTimer timer) {
    // The highest bit in which the due tick differs from now tells the level.
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(timer.due ^ tick | 1)) / SLOT_BITS;
    int slot;
    if (level < TOP) {
      slot = (int) (timer.due >>> level * SLOT_BITS & SLOTS - 1);
    } else {
      level = TOP;
      long farthest = (tick >>> TOP_SHIFT) + SLOTS - 1;
      slot = (int) (Math.min(timer.due >>> TOP_SHIFT, farthest) & SLOTS - 1);
    }
    occupied[level] |= 1L << slot;
    timer.slot = level * SLOTS + slot;
    timer.placedFor = timer.due;
    Node head = slots[timer.slot];
    timer.previous = head.previous;
    timer.next = head;
    head.previous.next = timer;
    head.previous = timer;
  }

  private void unlink(WheelTimer timer) {
    timer.previous.next = timer.next;
    timer.next.previous = timer.previous;
    timer.next = timer;
    timer.previous = timer;
    Node head = slots[timer.slot];
    if (head.next == head) {
      occupied[timer.slot >>> SLOT_BITS] &= ~(1L << timer.slot);
    }
  }

  /// A member of the ring of one slot: the slot itself, or a timer; alone when not linked.
  private static class Node {
    Node previous = this;
    Node next = this;
  }

  private final class WheelTimer extends Node implements Timer {
    private final Runnable task;
    private long due;

    /// The due tick that its slot was chosen by.
    private long placedFor;

    private int slot;
    private boolean linked;
    private boolean passed;

    WheelTimer(Runnable task) {
      this.task = task;
    }

    @Override
    public void start(long delayNanos) {
      long delay = Math.clamp(delayNanos, 0, LONGEST_DELAY_NANOS);
      long elapsed = elapsedNanos();
      // Never in the current tick: a task that starts its own timer does not run twice in a row.
      due = Math.max(Math.ceilDiv(elapsed + delay, tickNanos), elapsed / tickNanos + 1);
      if (linked && due >= placedFor) {
        return;
      }
      stop();
      linked = true;
      running.increment();
      link(this);
    }

    @Override
    public void stop() {
      passed = false;
      if (linked) {
        linked = false;
        running.add(-1);
        unlink(this);
      }
    }

    @Override
    public boolean running() {
      return linked;
    }

    @Override
    public boolean passed() {
      return passed;
    }
  }
}
