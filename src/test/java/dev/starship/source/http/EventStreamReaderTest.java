package dev.starship.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamReaderTest {
  private static final int MAX_BYTES = 100;

  @Test
  void readsAnEvent() {
    assertThat(read("event: change\ndata: {\"host\": \"a.com\"}\n\n"))
        .containsExactly("change {\"host\": \"a.com\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void takesEveryLineEnd(String end) {
    String stream = "event: e\ndata: 1\ndata: 2\n\n: c\n\ndata: 3\n\n";
    assertThat(read(stream.replace("\n", end))).containsExactly("e 1\n2", " 3");
  }

  @Test
  void readsTheSameHoweverItIsCut() {
    String stream = "\uFEFFid: 7\r\nevent: größe\r\ndata: 1\r\ndata:  2\r\n\r\nretry: 5\rdata\r\r";
    List<String> whole = read(stream);
    assertThat(whole).containsExactly("größe 1\n 2", "retry 5", " ");
    byte[] bytes = stream.getBytes(UTF_8);
    for (int size = 1; size < bytes.length; size++) {
      var heard = new Heard();
      var reader = new EventStreamReader(MAX_BYTES, "", heard);
      for (int at = 0; at < bytes.length; at += size) {
        reader.read(Arrays.copyOfRange(bytes, at, Math.min(at + size, bytes.length)));
      }
      assertThat(heard.said).isEqualTo(whole);
      assertThat(reader.lastId()).isEqualTo("7");
    }
  }

  @Test
  void aCommentIsNoEvent() {
    assertThat(read(":\n\n: keep-alive\n\n:data: x\n\n")).isEmpty();
  }

  @Test
  void anEventWithANameNeedsNoData() {
    assertThat(read("event: purge\n\n")).containsExactly("purge ");
    assertThat(read("event: purge\ndata\n\n")).containsExactly("purge ");
  }

  @Test
  void anEventThatIsNotEndedIsNotTold() {
    assertThat(read("event: change\ndata: 1\n")).isEmpty();
    assertThat(read("event: change\ndata: 1\n\n\n\n")).containsExactly("change 1");
  }

  @Test
  void aNameCountsForOneEvent() {
    assertThat(read("event: a\nevent: b\ndata: 1\n\ndata: 2\n\n")).containsExactly("b 1", " 2");
  }

  @Test
  void takesAwayOneSpaceAfterTheColon() {
    assertThat(read("data:x\ndata: x\ndata:  x\ndata:\n\n")).containsExactly(" x\nx\n x\n");
  }

  @Test
  void otherFieldsAreIgnored() {
    assertThat(read("Data: 1\nfoo: 2\nfoo\n data: 3\n\n")).isEmpty();
  }

  @Test
  void anIdCountsFromTheEndOfItsEvent() {
    assertThat(lastId("id: 1\ndata: x\n\nid: 2\ndata: y\n")).isEqualTo("1");
    assertThat(lastId("id: 1\n\n")).isEqualTo("1");
    assertThat(lastId("id: 1\n\ndata: x\n\n")).isEqualTo("1");
    assertThat(lastId("id: 1\n\nid\n\n")).isEmpty();
    assertThat(lastId("id: 1\n\nid: 2\0\n\n")).isEqualTo("1");
    assertThat(lastId("data: x\n\n")).isEqualTo("before");
  }

  @Test
  void takesARetryOfDigitsAlone() {
    assertThat(read("retry: 10\nretry: 1s\nretry:\nretry: -1\nretry: 99999999999\n"))
        .containsExactly("retry 10");
  }

  @Test
  void anEventThatIsTooLongIsLostAndTheNextIsNot() {
    String tooLong = "x".repeat(MAX_BYTES + 1);
    assertThat(read("event: a\ndata: " + tooLong + "\n\nevent: b\ndata: 1\n\n"))
        .containsExactly("too long", "b 1");
    assertThat(read("event: a\n" + "data: 12345\n".repeat(MAX_BYTES) + "\nevent: b\ndata: 1\n\n"))
        .containsExactly("too long", "b 1");
  }

  @Test
  void anIdThatIsTooLongIsNotTakenInPart() {
    assertThat(lastId("id: 1\n\nid: " + "2".repeat(MAX_BYTES) + "\ndata: x\n\n")).isEqualTo("1");
  }

  @Test
  void aCommentMayBeOfAnyLength() {
    assertThat(read("event: a\n:" + "x".repeat(MAX_BYTES * 2) + "\ndata: 1\n\n"))
        .containsExactly("a 1");
  }

  private static List<String> read(String stream) {
    var heard = new Heard();
    new EventStreamReader(MAX_BYTES, "", heard).read(stream.getBytes(UTF_8));
    return heard.said;
  }

  private static String lastId(String stream) {
    var reader = new EventStreamReader(MAX_BYTES, "before", new Heard());
    reader.read(stream.getBytes(UTF_8));
    return reader.lastId();
  }

  private static final class Heard implements EventStreamReader.Listener {
    private final List<String> said = new ArrayList<>();

    @Override
    public void event(String name, String data) {
      said.add(name + " " + data);
    }

    @Override
    public void tooLong() {
      said.add("too long");
    }

    @Override
    public void retry(long millis) {
      said.add("retry " + millis);
    }
  }
}
