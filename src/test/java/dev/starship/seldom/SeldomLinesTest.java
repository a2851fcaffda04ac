package dev.starship.seldom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import dev.starship.address.Host;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class SeldomLinesTest {
  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(SeldomLines.class.getName());

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final SeldomLines seldom =
      new SeldomLines(LoggerFactory.getLogger(SeldomLines.class), now::get);

  private void warn(String host) {
    seldom.warn(Host.parse(host).orElseThrow(), host);
  }

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void tellsOfEachHostOnceAMinute() {
    warn("a.com");
    warn("a.com");
    warn("b.com");
    pass(59);
    warn("b.com");
    pass(1);
    warn("a.com");
    warn("b.com");
    assertThat(lines.told())
        .containsExactly(
            "a.com",
            "b.com (1 lines like this left out)",
            "a.com (1 lines like this left out)",
            "b.com");
  }

  @Test
  void tellsOfSoManyHostsAMinuteAndCountsTheOthers() {
    for (int i = 0; i < 1_000; i++) {
      warn("host" + i + ".com");
    }
    assertThat(lines.told()).hasSize(30).last().isEqualTo("host29.com");
    pass(60);
    warn("host999.com");
    assertThat(lines.told())
        .hasSize(31)
        .last()
        .isEqualTo("host999.com (970 lines like this left out)");
  }
}
