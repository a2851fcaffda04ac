package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportsTest {
  @Test
  void theBestOneOnLinuxIsEpoll() {
    assertThat(Transports.best().name()).isEqualTo("epoll");
  }

  @ParameterizedTest
  @CsvSource({
    "111, REFUSED",
    "104, RESET",
    "32, RESET",
    "110, TIMED_OUT",
    "101, UNREACHABLE",
    "113, UNREACHABLE",
    "13, UNREACHABLE",
    "24, NO_DESCRIPTORS",
    "23, NO_DESCRIPTORS",
    "99, NO_PORTS",
    "105, NO_MEMORY",
    "12, NO_MEMORY",
    "98, ADDRESS_IN_USE",
    "22, OTHER"
  })
  void namesTheErrorsOfLinux(int errno, NetworkFailure failure) {
    assertThat(LinuxErrno.failure(errno)).isEqualTo(failure);
  }

  @ParameterizedTest
  @CsvSource({"103, true", "71, true", "1, true", "24, false", "23, false", "105, false"})
  void tellsAConnectionThatIsGoneFromAListenerThatCannot(int errno, boolean oneConnection) {
    assertThat(LinuxErrno.concernsOneConnection(errno)).isEqualTo(oneConnection);
  }

  @Test
  void refusesLimitsThatALoopCannotTurnWith() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoopLimits(4_096, 0, 64, 64, 4_096, 1, 1, 4_096, 1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoopLimits(4_096, 64, 64, 64, 100, 1, 1, 4_096, 1, 0, 0));
  }
}
