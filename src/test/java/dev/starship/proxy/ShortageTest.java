package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import dev.starship.transport.NetworkFailure;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the operator is told when the system gives no more, and how often.
class ShortageTest {
  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(Shortage.class.getName());

  private final AtomicLong clock = new AtomicLong();
  private final Shortage shortage = new Shortage(clock::get);

  @ParameterizedTest
  @CsvSource({
    "NO_DESCRIPTORS, run out of descriptors (7 sessions, ulimit -n",
    "NO_PORTS, run out of local ports (7 sessions, ip_local_port_range",
    "NO_MEMORY, run out of memory for sockets (7 sessions, tcp_mem"
  })
  void tellsWhatIsShortAndWhatToDo(NetworkFailure failure, String what, String remedy) {
    shortage.note(failure, 7);
    assertThat(lines.told()).singleElement().asString().contains(what, remedy);
  }

  @Test
  void tellsOnceASecondAndCountsAll() {
    for (int i = 0; i < 1_000; i++) {
      shortage.note(NetworkFailure.NO_DESCRIPTORS, 7);
    }
    clock.addAndGet(999_999_999);
    shortage.note(NetworkFailure.NO_PORTS, 7);
    assertThat(lines.told()).hasSize(1);
    clock.addAndGet(1);
    shortage.note(NetworkFailure.NO_DESCRIPTORS, 7);
    assertThat(lines.told()).hasSize(2);
    assertThat(shortage.noted()).isEqualTo(1_002);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "NO_.*")
  void saysNothingOfWhatIsNotTheSystemsFault(NetworkFailure failure) {
    shortage.note(failure, 7);
    assertThat(lines.told()).isEmpty();
    assertThat(shortage.noted()).isZero();
  }
}
