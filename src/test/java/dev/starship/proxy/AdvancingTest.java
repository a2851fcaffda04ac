package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Socket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// How a session takes turns with others on its loop.
class AdvancingTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Busy session = new Busy(loop());
  private final Socket socket =
      only(
          Socket.class,
          (_, method, _) -> {
            throw new AssertionError(method);
          });

  /// Could always go on.
  private static final class Busy extends Advancing {
    private int steps;

    Busy(EventLoop loop) {
      super(loop, State.Ended.ENDED);
    }

    @Override
    State step(State before) {
      steps++;
      return comeBack(before);
    }

    @Override
    State cut(Ending why) {
      throw new AssertionError(why);
    }

    @Override
    State close() {
      throw new AssertionError("closed");
    }
  }

  @Test
  void aSessionThatCouldAlwaysGoOnTakesOneStepForEachTask() {
    session.ready(socket);
    assertThat(session.steps).isEqualTo(1);
    for (int turn = 2; turn < 100; turn++) {
      tasks.remove().run();
      assertThat(session.steps).isEqualTo(turn);
    }
  }

  @Test
  void eventsWhileItWaitsForItsTurnGiveItNoOther() {
    session.ready(socket);
    session.ready(socket);
    session.ready(socket);
    hasOneTurn();
  }

  @Test
  void timersAndAnswersWhileItWaitsForItsTurnGiveItNoOther() {
    session.ready(socket);
    session.run();
    session.run();
    hasOneTurn();
  }

  private void hasOneTurn() {
    assertThat(session.steps).isEqualTo(1);
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(session.steps).isEqualTo(2);
    assertThat(tasks).hasSize(1);
  }

  private EventLoop loop() {
    return only(
        EventLoop.class,
        (_, method, arguments) -> {
          assertThat(method.getName()).isEqualTo("execute");
          return tasks.add((Runnable) arguments[0]);
        });
  }

  private static <T> T only(Class<T> type, InvocationHandler calls) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
  }
}
