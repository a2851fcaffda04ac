package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
  private static final int LIMIT = 4_096;

  private final AtomicInteger wakeUps = new AtomicInteger();
  private final TaskQueue queue = new TaskQueue(LIMIT, wakeUps::incrementAndGet);

  @Test
  void givesTasksInTheirOrder() {
    Runnable first = () -> {};
    Runnable second = wakeUps::get;
    assertThat(queue.give(first)).isEqualTo(TaskQueue.Answer.TAKEN);
    assertThat(queue.give(second)).isEqualTo(TaskQueue.Answer.TAKEN);
    assertThat(queue.take()).isSameAs(first);
    assertThat(queue.take()).isSameAs(second);
    assertThat(queue.take()).isNull();
  }

  @Test
  void aLoopThatIsAwakeIsNotWoken() {
    queue.give(() -> {});
    assertThat(wakeUps).hasValue(0);
    assertThat(queue.sleep()).as("a task waits").isFalse();
  }

  @Test
  void aLoopThatSleepsIsWokenOnce() {
    assertThat(queue.sleep()).isTrue();
    queue.give(() -> {});
    queue.give(() -> {});
    assertThat(wakeUps).hasValue(1);
    queue.awake();
    queue.give(() -> {});
    assertThat(wakeUps).hasValue(1);
  }

  @Test
  void refusesTasksBeyondItsLimit() {
    for (int i = 0; i < LIMIT; i++) {
      assertThat(queue.give(() -> {})).isEqualTo(TaskQueue.Answer.TAKEN);
    }
    assertThat(queue.give(() -> {})).isEqualTo(TaskQueue.Answer.FULL);
    queue.take();
    assertThat(queue.give(() -> {})).isEqualTo(TaskQueue.Answer.TAKEN);
  }

  @Test
  void takesNothingOnceClosedButKeepsWhatItHas() {
    queue.give(() -> {});
    queue.close();
    queue.close();
    assertThat(queue.give(() -> {})).isEqualTo(TaskQueue.Answer.CLOSED);
    assertThat(queue.take()).isNotNull();
    assertThat(queue.take()).isNull();
  }

  @Test
  void noTaskThatWasTakenIsLostWhenClosingMeetsGivers() throws Exception {
    for (int round = 0; round < 200; round++) {
      var closing = new TaskQueue(LIMIT, () -> {});
      var taken = new AtomicInteger();
      var givers = new ArrayList<Runnable>();
      for (int giver = 0; giver < 3; giver++) {
        givers.add(() -> {
          while (closing.give(() -> {}) == TaskQueue.Answer.TAKEN) {
            taken.incrementAndGet();
          }
        });
      }
      int found = closeAmong(closing, givers);
      assertThat(found).isEqualTo(taken.get());
    }
  }

  private static int closeAmong(TaskQueue queue, List<Runnable> givers) {
    int found = 0;
    try (var threads = Executors.newFixedThreadPool(givers.size())) {
      givers.forEach(threads::execute);
      while (found < 100) {
        found += queue.take() == null ? 0 : 1;
      }
      queue.close();
      while (queue.take() != null) {
        found++;
      }
    }
    return found;
  }
}
