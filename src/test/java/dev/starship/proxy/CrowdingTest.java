package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import dev.starship.address.Address;
import dev.starship.admission.Limit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrowdingTest {
  private static final ListenerSettings LISTENER =
      new ListenerSettings(Address.parse("127.0.0.1:8443").orElseThrow(), false, List.of(), 7);

  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(Crowding.class.getName());

  private final AtomicLong clock = new AtomicLong();
  private final Crowding crowding = new Crowding(clock::get, 9_744);

  @Test
  void tellsHowManySessionsThereMayBeAndWhatToDo() {
    crowding.note(Limit.SESSIONS, LISTENER);
    assertThat(lines.told()).hasSize(1);
    assertThat(lines.told().getFirst())
        .contains("9744 sessions", "limits.maxSessions", "ulimit -n", "sessionsPerClient");
  }

  @Test
  void tellsOfAListenerByItsAddress() {
    crowding.note(Limit.LISTENER, LISTENER);
    assertThat(lines.told()).hasSize(1);
    assertThat(lines.told().getFirst())
        .contains("127.0.0.1:8443 has 7 sessions", "its maxSessions");
  }

  @Test
  void tellsOncePerMinuteForEachHoweverManyAreRefused() {
    for (int i = 0; i < 1_000; i++) {
      crowding.note(Limit.SESSIONS, LISTENER);
      crowding.note(Limit.LISTENER, LISTENER);
    }
    assertThat(lines.told()).hasSize(2);
    clock.addAndGet(59_999_999_999L);
    crowding.note(Limit.SESSIONS, LISTENER);
    assertThat(lines.told()).hasSize(2);
    clock.addAndGet(1);
    crowding.note(Limit.SESSIONS, LISTENER);
    assertThat(lines.told()).hasSize(3);
  }

  @Test
  void saysNothingOfClientsOverTheirOwnLimit() {
    crowding.note(Limit.CLIENT, LISTENER);
    assertThat(lines.told()).isEmpty();
  }
}
