package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.Change;
import dev.starship.seldom.SeldomLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.helpers.NOPLogger;

/// Whatever a change feed sends: it is read the same in one piece and byte by byte, no event is
/// longer than its limit, and none makes anything throw.
public final class EventStreamFuzz {
  private static final int MAX_BYTES = 64;

  private EventStreamFuzz() {}

  /// Reads `input` as a change feed.
  public static void fuzzerTestOneInput(byte[] input) {
    var whole = new Heard();
    var reader = new EventStreamReader(MAX_BYTES, "", whole);
    reader.read(input);
    var cut = new Heard();
    var cutReader = new EventStreamReader(MAX_BYTES, "", cut);
    for (int at = 0; at < input.length; at++) {
      cutReader.read(Arrays.copyOfRange(input, at, at + 1));
    }
    assertThat(cut.said).isEqualTo(whole.said);
    assertThat(cutReader.lastId()).isEqualTo(reader.lastId());
    assertThat(reader.lastId()).doesNotContain("\0", "\r", "\n");
  }

  private static final class Heard implements EventStreamReader.Listener {
    private final List<String> said = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final FeedCounters counters = new FeedCounters();
    private final ChangeEvents events =
        new ChangeEvents(
            changes::add, counters, new SeldomLine(NOPLogger.NOP_LOGGER, Duration.ZERO, () -> 0));

    @Override
    public void event(String name, String data) {
      assertThat(data).hasSizeLessThan(MAX_BYTES);
      said.add(name + " " + data);
      events.take(name, data);
      assertThat(counters.changes()).isEqualTo(changes.size());
    }

    @Override
    public void tooLong() {
      said.add("too long");
    }

    @Override
    public void retry(long millis) {
      assertThat(millis).isNotNegative();
      said.add("retry " + millis);
    }
  }
}
