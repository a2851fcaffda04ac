package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Socket;
import dev.starship.transport.SocketOwner;
import org.jspecify.annotations.Nullable;

/// What goes on from state to state whenever a fact was noted, as far as the facts allow. A step
/// that comes about while another is under way follows it. On the thread of one event loop.
abstract class Advancing extends Ring.Member implements SocketOwner, Runnable {
  /// How many steps are taken before others get their turn: a dozen refused requests.
  private static final int STEPS_PER_TURN = 64;

  private final EventLoop loop;
  private State state;
  private boolean advancing;
  private boolean again;

  /// Whether [#turn] is among the loop's tasks: what happens before is found then.
  private boolean comingBack;

  /// The task that goes on where others had to get their turn; null until that was so once, which
  /// for most sessions is never.
  private @Nullable Runnable turn;

  Advancing(EventLoop loop, State first) {
    this.loop = loop;
    this.state = first;
  }

  /// The state that `before` leads to; `before` itself if it has to wait.
  abstract State step(State before);

  /// The state once both connections are cut because of `why`: nothing stays behind.
  abstract State cut(Ending why);

  /// The state once it is closed: it has ended already, and only waited for its client.
  abstract State close();

  final State state() {
    return state;
  }

  /// A change from outside of the steps.
  final void state(State now) {
    state = now;
  }

  @Override
  public final void ready(Socket socket) {
    advance();
  }

  @Override
  public final void run() {
    advance();
  }

  /// Goes on as far as the facts allow, now or when it has its turn.
  @SuppressWarnings("ReferenceEquality") // A step that waits returns the state it got.
  final void advance() {
    again = true;
    if (advancing || comingBack) {
      return;
    }
    advancing = true;
    boolean sound = false;
    try {
      for (int steps = 0; again && steps < STEPS_PER_TURN; steps++) {
        again = false;
        State before = state;
        State after = step(before);
        if (after != before) {
          // Not otherwise: the garbage collector looks again at what a reference is stored in, and
          // there are many sessions.
          state = after;
          again = true;
        }
      }
      if (again) {
        comeBack();
      }
      sound = true;
    } finally {
      advancing = false;
      if (!sound) {
        // The loop reports the bug.
        state = cut(Ending.INTERNAL_ERROR);
      }
    }
  }

  /// Waits, but for nothing: others get their turn.
  final State comeBack(State now) {
    comeBack();
    return now;
  }

  private void comeBack() {
    if (comingBack) {
      return;
    }
    if (turn == null) {
      turn = this::takeTurn;
    }
    comingBack = loop.execute(turn);
  }

  private void takeTurn() {
    comingBack = false;
    advance();
  }

  /// Ends it whatever it is doing.
  final void endNow() {
    state =
        switch (state) {
          case State.Ended ended -> ended;
          case State.Lingering _ -> close();
          default -> cut(Ending.DRAINED);
        };
  }
}
