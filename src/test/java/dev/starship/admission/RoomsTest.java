package dev.starship.admission;

import static dev.starship.admission.Room.Kind.REFUSED;
import static dev.starship.admission.Room.Kind.SERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Rooms that sessions enter and leave.
class RoomsTest {
  private static final int MOST = 5;

  private final Rooms<String> rooms = new Rooms<>();

  private record Stay(String key, Room room) {}

  @Test
  void aRoomTakesAsManyAsItMay() {
    List<Room> entered = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      entered.add(rooms.enter("a", SERVED, MOST));
    }
    assertThat(entered).doesNotContainNull();
    assertThat(rooms.enter("a", SERVED, MOST)).isNull();
    assertThat(rooms.enter("a", SERVED, MOST + 1)).isNotNull();
    assertThat(rooms.enter("b", SERVED, MOST)).isNotNull();
    assertThat(rooms.size()).isEqualTo(2);
  }

  @Test
  void aRoomIsGoneWithTheLastOneInIt() {
    Room room = Objects.requireNonNull(rooms.enter("a", SERVED, MOST));
    rooms.leave("a", room, SERVED);
    assertThat(rooms.size()).isZero();
    assertThat(room.enter(SERVED, MOST)).isFalse();
    assertThat(rooms.enter("a", SERVED, MOST)).isNotSameAs(room).isNotNull();
  }

  @Test
  void theServedAndTheRefusedAreCountedApart() {
    Room room = Objects.requireNonNull(rooms.enter("a", SERVED, 1));
    assertThat(rooms.enter("a", SERVED, 1)).isNull();
    assertThat(rooms.enter("a", REFUSED, 1)).isSameAs(room);
    assertThat(rooms.enter("a", REFUSED, 1)).isNull();
    rooms.leave("a", room, SERVED);
    assertThat(room.taken(SERVED)).isZero();
    assertThat(room.taken(REFUSED)).isOne();
    assertThat(rooms.enter("a", SERVED, 1)).isSameAs(room);
    rooms.leave("a", room, REFUSED);
    rooms.leave("a", room, SERVED);
    assertThat(rooms.size()).isZero();
  }

  @Test
  void aPlaceCannotBeGivenBackTwice() {
    Room room = new Room();
    assertThat(room.enter(SERVED, 1)).isTrue();
    room.leave(SERVED);
    assertThatThrownBy(() -> room.leave(SERVED)).isInstanceOf(IllegalStateException.class);
  }

  /// Never more in a room than it may hold, never more rooms than are in use, nothing left.
  @Test
  void nothingLeaksAndNothingOverflowsHoweverManyComeAndGoAtOnce() throws Exception {
    Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> runs = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        SplittableRandom random = new SplittableRandom(thread);
        runs.add(() -> comeAndGo(random, inside));
      }
      for (var run : threads.invokeAll(runs)) {
        run.get();
      }
    }
    assertThat(rooms.size()).isZero();
  }

  private Void comeAndGo(SplittableRandom random, Map<String, AtomicInteger> inside) {
    Deque<Stay> stays = new ArrayDeque<>();
    for (int i = 0; i < 100_000; i++) {
      String key = "key" + random.nextInt(3);
      Room room = random.nextBoolean() ? rooms.enter(key, SERVED, MOST) : null;
      if (room != null) {
        int now = inside.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
        assertThat(now).isLessThanOrEqualTo(MOST);
        stays.add(new Stay(key, room));
      } else if (!stays.isEmpty()) {
        leave(stays.remove(), inside);
      }
    }
    stays.forEach(stay -> leave(stay, inside));
    return null;
  }

  private void leave(Stay stay, Map<String, AtomicInteger> inside) {
    Objects.requireNonNull(inside.get(stay.key())).decrementAndGet();
    rooms.leave(stay.key(), stay.room(), SERVED);
  }
}
