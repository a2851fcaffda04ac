package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class FeedLogTest {
  private static final String MEANWHILE = "; answers live as long as they say meanwhile";

  @RegisterExtension private final OperatorLines lines = new OperatorLines(FeedLog.class.getName());

  private final AtomicLong now = new AtomicLong();
  private final FeedLog log =
      new FeedLog(LoggerFactory.getLogger(FeedLog.class), "http://api", now::get);

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void tellsOnceThatItIsHeardAndOnceThatItIsLost() {
    log.heard();
    log.heard();
    pass(90);
    log.heard();
    log.lost("HTTP 503");
    pass(90);
    log.lost("HTTP 503");
    log.heard();
    assertThat(lines.told())
        .containsExactly(
            "the change feed of http://api is heard",
            "the change feed of http://api is lost: HTTP 503" + MEANWHILE,
            "the change feed of http://api is heard again");
  }

  @Test
  void tellsOfANewReasonButNotOfEachOne() {
    log.lost("HTTP 503");
    log.lost("HTTP 502");
    log.lost("HTTP 504");
    pass(60);
    log.lost("HTTP 502");
    assertThat(lines.told())
        .containsExactly(
            "the change feed of http://api is lost: HTTP 503" + MEANWHILE,
            "the change feed of http://api is lost: HTTP 502"
                + MEANWHILE
                + " (2 lines like this left out)");
  }

  @Test
  void aFeedThatComesAndGoesIsToldOnceAMinuteEachWay() {
    for (int second = 0; second < 180; second++) {
      log.heard();
      log.lost("the server ended it");
      pass(1);
    }
    assertThat(lines.told())
        .containsExactly(
            "the change feed of http://api is heard",
            "the change feed of http://api is lost: the server ended it" + MEANWHILE,
            "the change feed of http://api is heard again",
            "the change feed of http://api is lost: the server ended it" + MEANWHILE,
            "the change feed of http://api is heard again",
            "the change feed of http://api is lost: the server ended it" + MEANWHILE);
  }

  @Test
  void howItStandsIsToldInTheEnd() {
    log.heard();
    log.lost("HTTP 503");
    log.heard();
    assertThat(lines.told()).last().asString().contains("lost");
    pass(60);
    log.heard();
    assertThat(lines.told()).last().isEqualTo("the change feed of http://api is heard again");
    pass(60);
    log.lost("HTTP 503");
    pass(30);
    log.heard();
    pass(29);
    log.lost("HTTP 503");
    assertThat(lines.told()).last().isEqualTo("the change feed of http://api is heard again");
    pass(1);
    log.lost("HTTP 503");
    assertThat(lines.told()).last().asString().contains("lost");
  }
}
