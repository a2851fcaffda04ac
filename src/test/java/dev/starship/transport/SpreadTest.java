package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which of several loops takes a connection.
class SpreadTest {
  private final Place first = new Place("first");
  private final Place second = new Place("second");
  private final Place third = new Place("third");

  @AfterEach
  void end() {
    Stream.of(first, second, third).map(Place::loop).forEach(Loop::close);
  }

  @Test
  void aLoopThatIsAloneTakesEverything() {
    first.open(100);
    assertThat(first.spread.other()).isNull();
    first.spread.over(List.of(first));
    assertThat(first.spread.other()).isNull();
  }

  @Test
  void twoSessionsMoreStayAndAThirdIsPassedOn() {
    share(first, second);
    first.open(3);
    assertThat(first.spread.other()).isNull();
    first.open(1);
    // A quarter of its own four counts as well.
    assertThat(first.spread.other()).isNull();
    first.open(1);
    assertThat(first.spread.other()).isEqualTo(second);
  }

  @Test
  void ofManySocketsAQuarterMoreIsNotYetUneven() {
    share(first, second);
    first.open(400);
    second.open(297);
    assertThat(first.spread.other()).isNull();
    second.close(1);
    assertThat(first.spread.other()).isEqualTo(second);
    assertThat(second.spread.other()).isNull();
  }

  @Test
  void connectionsOnTheirWayCountAsSessions() {
    share(first, second);
    first.open(6);
    assertThat(first.spread.other()).isEqualTo(second);
    assertThat(second.loop().pass(first.loop(), () -> {})).isTrue();
    assertThat(second.loop().load()).isEqualTo(2);
    assertThat(first.spread.other()).isNull();
    assertThat(first.loop().counters().passedOn()).isEqualTo(1);
  }

  @Test
  void theOthersAreLookedAtInTurn() {
    share(first, second, third);
    first.open(8);
    second.open(8);
    var chosen = Stream.generate(() -> first.spread.other() == third).limit(4).toList();
    assertThat(chosen).containsExactlyInAnyOrder(true, false, true, false);
  }

  @Test
  void aLoopThatHasEndedTakesNothing() {
    second.loop().close();
    assertThat(second.loop().pass(first.loop(), () -> {})).isFalse();
    assertThat(second.loop().load()).isZero();
    assertThat(first.loop().counters().passedOn()).isZero();
  }

  private static void share(Place... all) {
    for (Place one : all) {
      one.spread.over(List.of(all));
    }
  }

  /// A listener that listens to nothing, on a loop whose sockets are only counted.
  private static final class Place implements Spread.Member {
    private final Loop loop;
    final Spread<Place> spread = new Spread<>(this);

    Place(String name) {
      loop = (Loop) Transports.nio().newLoop(name, LoopLimits.DEFAULT, _ -> {});
    }

    void open(int sockets) {
      for (int i = 0; i < sockets; i++) {
        loop.counters().countOpened();
      }
    }

    void close(int sockets) {
      for (int i = 0; i < sockets; i++) {
        loop.counters().countClosed();
      }
    }

    @Override
    public Loop loop() {
      return loop;
    }
  }
}
