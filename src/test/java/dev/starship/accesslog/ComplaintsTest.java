package dev.starship.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
  private final IOException noSpace = new IOException("No space left on device");

  private final LoggerContext loggers = new LoggerContext();
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private long nanos = Long.MAX_VALUE - 5;
  private final Complaints complaints =
      new Complaints("/var/log/a", () -> nanos, loggers.getLogger("test"));

  @BeforeEach
  void listen() {
    loggers.getLogger("test").setLevel(Level.INFO);
    loggers.getLogger("test").addAppender(heard);
    heard.start();
  }

  @Test
  void saysOnceAMinuteThatTheDiskIsFull() {
    complaints.failed(10, noSpace);
    complaints.failed(20, noSpace);
    nanos += Duration.ofSeconds(59).toNanos();
    complaints.failed(30, noSpace);
    assertThat(heard.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "access log /var/log/a cannot be written (No space left on device); lines lost so far: 10");
    nanos += Duration.ofSeconds(1).toNanos();
    complaints.failed(40, noSpace);
    assertThat(heard.list).hasSize(2).last().asString().contains("so far: 40");
  }

  @Test
  void saysThatItRecoveredOnlyToOneWhoHeardOfTheFailure() {
    complaints.recovered(0);
    assertThat(heard.list).isEmpty();
    complaints.failed(10, noSpace);
    complaints.recovered(10);
    complaints.recovered(10);
    assertThat(heard.list)
        .hasSize(2)
        .last()
        .asString()
        .contains("written again; lines lost in all: 10");
  }

  @Test
  void saysThatTheQueueOverflowedOnlyWhenMoreLinesAreLost() {
    complaints.overflowed(0);
    assertThat(heard.list).isEmpty();
    complaints.overflowed(3);
    nanos += Duration.ofMinutes(1).toNanos();
    complaints.overflowed(3);
    assertThat(heard.list)
        .singleElement()
        .asString()
        .contains("too slow for the traffic; lines dropped so far: 3");
    complaints.overflowed(4);
    assertThat(heard.list).hasSize(2);
  }
}
