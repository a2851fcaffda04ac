package dev.starship.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.events.End;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineWriterTest {
  private final LineBuffer buffer = new LineBuffer(LogLimits.DEFAULT);

  @Test
  void jsonHasEveryFieldOfTheContractInItsOrder() {
    assertThat(line(LogFormat.JSON, Ends.full()))
        .isEqualTo(
            "{\"time\":\"2026-11-23T07:00:00.007Z\",\"session\":\"k3v9-1\",\"client\":\"192.0.2.7:51234\","
                + "\"listener\":\"[::]:443\",\"protocol\":\"http\",\"host\":\"a.com\",\"app\":\"A Simple App\","
                + "\"cluster\":\"eu-1\",\"backend\":\"10.0.0.24:80\",\"lookup\":\"l1\",\"lookup_ms\":0.012,"
                + "\"connect_ms\":0.300,\"first_byte_ms\":1234.567,\"duration_ms\":2000.000,\"bytes_in\":517,"
                + "\"bytes_out\":20480,\"status\":200,\"ending\":\"completed\",\"closed_by\":\"client\"}\n");
  }

  @Test
  void aRequestHasItsIdBesideThatOfItsSession() {
    assertThat(line(LogFormat.JSON, Ends.request()))
        .contains("\"session\":\"k3v9-1\",\"request\":\"k3v9-1-7\",\"client\"");
    assertThat(line(LogFormat.TEXT, Ends.request())).contains(" request=\"k3v9-1-7\" ");
  }

  @Test
  void jsonLeavesOutWhatHasNoValue() {
    assertThat(line(LogFormat.JSON, Ends.bare(Ending.PREREAD_TIMEOUT)))
        .isEqualTo(
            "{\"time\":\"2026-11-23T07:00:00.007Z\",\"session\":\"k3v9-2\",\"client\":\"[2001:db8::1]:9\","
                + "\"listener\":\"[::]:443\",\"protocol\":\"none\",\"duration_ms\":0.005,\"bytes_in\":0,"
                + "\"bytes_out\":0,\"ending\":\"preread_timeout\",\"closed_by\":\"starship\"}\n");
  }

  @Test
  void textIsReadableAndOneLine() {
    assertThat(line(LogFormat.TEXT, Ends.full()))
        .isEqualTo(
            "2026-11-23T07:00:00.007Z k3v9-1 192.0.2.7:51234 http a.com -> 10.0.0.24:80 completed status=200 "
                + "duration_ms=2000.000 bytes_in=517 bytes_out=20480 lookup=\"l1\" lookup_ms=0.012 connect_ms=0.300 "
                + "first_byte_ms=1234.567 closed_by=client app=\"A Simple App\" cluster=\"eu-1\" listener=[::]:443\n");
    assertThat(line(LogFormat.TEXT, Ends.bare(Ending.PREREAD_TIMEOUT)))
        .isEqualTo(
            "2026-11-23T07:00:00.007Z k3v9-2 [2001:db8::1]:9 none - -> - preread_timeout duration_ms=0.005 "
                + "bytes_in=0 bytes_out=0 closed_by=starship listener=[::]:443\n");
  }

  @RepeatedTest(200)
  void anyTextComesOutOfJsonAsItWentIn(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    StringBuilder app = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      app.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> random.nextInt(0x20, 0x100);
            case 2 -> "\"\\/\u2028\u202e\u2066\u200f\u061c\u007f".charAt(random.nextInt(9));
            case 3 -> random.nextInt(0x10000, 0x110000);
            default -> random.nextInt(0x100, 0xd800);
          });
    }
    String line = line(LogFormat.JSON, Ends.ofApp(app.toString()));
    assertThat(JsonMapper.shared().readTree(line).get("app").asString()).isEqualTo(app.toString());
    assertThat(line).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
    assertThat(line).doesNotContainPattern("[\\u2028-\\u202e\\u2066-\\u2069\\u200e\\u200f\\u061c]");
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(line(LogFormat.TEXT, Ends.ofApp(app.toString())).lines()).hasSize(1);
  }

  @Test
  void halfASurrogatePairBecomesTheReplacementCharacter() {
    JsonNode json = JsonMapper.shared().readTree(line(LogFormat.JSON, Ends.ofApp("a\ud83d")));
    assertThat(json.get("app").asString()).isEqualTo("a\ufffd");
  }

  @Test
  void longTextIsCut() {
    JsonNode json =
        JsonMapper.shared().readTree(line(LogFormat.JSON, Ends.ofApp("x".repeat(100_000))));
    assertThat(json.get("app").asString()).isEqualTo("x".repeat(LogLimits.DEFAULT.textChars()));
  }

  @Test
  void theBufferGrowsOverItsFirstSize() {
    LineWriter writer = LineWriter.of(LogFormat.JSON);
    for (int i = 0; i < 10_000; i++) {
      writer.write(Ends.full(), buffer);
    }
    String line = line(LogFormat.JSON, Ends.full());
    assertThat(text()).isEqualTo(line.repeat(10_001));
  }

  @Test
  void timeFollowsTheClockOverSeconds() {
    LineBuffer times = new LineBuffer(LogLimits.DEFAULT);
    times.time(0).ascii(' ').time(999).ascii(' ').time(1000).ascii(' ').time(-1);
    assertThat(UTF_8.decode(times.content()).toString())
        .isEqualTo(
            "1970-01-01T00:00:00.000Z 1970-01-01T00:00:00.999Z 1970-01-01T00:00:01.000Z 1969-12-31T23:59:59.999Z");
  }

  @Test
  void numbersHaveAllTheirDigits() {
    LineBuffer numbers = new LineBuffer(LogLimits.DEFAULT);
    numbers.number(0).ascii(' ').number(9).ascii(' ').number(10).ascii(' ').number(Long.MAX_VALUE);
    assertThat(UTF_8.decode(numbers.content()).toString()).isEqualTo("0 9 10 9223372036854775807");
  }

  /// The line just written, which is the last in the buffer.
  private String line(LogFormat format, End end) {
    int before = buffer.length();
    LineWriter.of(format).write(end, buffer);
    return UTF_8.decode(buffer.content().position(before)).toString();
  }

  private String text() {
    return UTF_8.decode(buffer.content()).toString();
  }
}
