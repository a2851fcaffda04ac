package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starship.address.Address;
import dev.starship.admission.Limit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CrowdingTest {
  private static final ListenerSettings LISTENER =
      new ListenerSettings(Address.parse("127.0.0.1:8443").orElseThrow(), false, List.of(), 7);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(Crowding.class);
  private final AtomicLong clock = new AtomicLong();
  private final Crowding crowding = new Crowding(clock::get, 9_744);

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
    log.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    log.setAdditive(true);
    log.detachAppender(lines);
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void tellsHowManySessionsThereMayBeAndWhatToDo() {
    crowding.note(Limit.SESSIONS, LISTENER);
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst())
        .contains("9744 sessions", "limits.maxSessions", "ulimit -n", "sessionsPerClient");
  }

  @Test
  void tellsOfAListenerByItsAddress() {
    crowding.note(Limit.LISTENER, LISTENER);
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst()).contains("127.0.0.1:8443 has 7 sessions", "its maxSessions");
  }

  @Test
  void tellsOncePerMinuteForEachHoweverManyAreRefused() {
    for (int i = 0; i < 1_000; i++) {
      crowding.note(Limit.SESSIONS, LISTENER);
      crowding.note(Limit.LISTENER, LISTENER);
    }
    assertThat(told()).hasSize(2);
    clock.addAndGet(59_999);
    crowding.note(Limit.SESSIONS, LISTENER);
    assertThat(told()).hasSize(2);
    clock.addAndGet(1);
    crowding.note(Limit.SESSIONS, LISTENER);
    assertThat(told()).hasSize(3);
  }

  @Test
  void saysNothingOfClientsOverTheirOwnLimit() {
    crowding.note(Limit.CLIENT, LISTENER);
    assertThat(told()).isEmpty();
  }
}
