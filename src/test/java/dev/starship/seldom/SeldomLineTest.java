package dev.starship.seldom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class SeldomLineTest {
  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(SeldomLine.class.getName());

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final SeldomLine line =
      new SeldomLine(LoggerFactory.getLogger(SeldomLine.class), Duration.ofSeconds(10), now::get);

  @Test
  void isToldAtOnceAndThenOnceInAWhileWithHowOftenItWasLeftOut() {
    line.warn("first");
    line.warn("second");
    now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    line.error("third", new IllegalStateException("a fault"));
    now.addAndGet(1);
    line.error("fourth", new IllegalStateException("a fault"));
    assertThat(lines.told()).containsExactly("first", "fourth (2 lines like this left out)");
  }
}
