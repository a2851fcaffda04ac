package dev.starship.refusal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Nothing that a client sends gets out of the place in a page where it is shown.
class HostileTextTest {
  private static final String[] PIECES = {
    "<", ">", "\"", "'", "&", "\\", "`", "\r\n", "\n", "\0", "\u001b[2J", "</script>",
        "<img src=x onerror=alert(1)>",
    "&#60;", "{request_id}", "{host}", "\u202e", "\u2028", "\ud83d", "\u00e4", "a", ".", " ",
        "%0d%0a", "\t", "\u007f"
  };

  @RepeatedTest(200)
  void aHostStaysInItsPlaceInEveryFormat(RepetitionInfo repetition) {
    String host = hostile(new Random(repetition.getCurrentRepetition()));
    Pages pages = Pages.withCustom(Map.of(404, "<p>[{host}]</p>"));

    String custom = body(pages, Ending.UNKNOWN_HOST, "text/html", host);
    assertThat(custom).startsWith("<p>[").endsWith("]</p>");
    assertThat(custom.substring(4, custom.length() - 5))
        .doesNotContainPattern("[<>\"'`\\\\\\p{Cntrl}]|[^ -~]");

    String builtIn = body(pages, Ending.GONE, "text/html", host);
    String without = body(pages, Ending.GONE, "text/html", "");
    assertThat(tags(builtIn)).isEqualTo(tags(without));

    String json = body(pages, Ending.GONE, "application/json", host);
    assertThat(JsonMapper.shared().readTree(json).get("host").asString())
        .isEqualTo(Escape.shown(host));
    assertThat(json).doesNotContain("<").doesNotContain("&");

    String text = body(pages, Ending.GONE, "text/plain", host);
    assertThat(text.lines().count())
        .isEqualTo(body(pages, Ending.GONE, "text/plain", "").lines().count());
    assertThat(text).doesNotContainPattern("[^ -~\n]");
  }

  @RepeatedTest(50)
  void aRequestIdCannotBreakTheHead(RepetitionInfo repetition) {
    String id = hostile(new Random(repetition.getCurrentRepetition()));
    PageRequest request = new PageRequest(Ending.GONE, 0, id, 0, "HEAD", null, null, null, null);
    String head = new String(Pages.builtIn().response(request, false), UTF_8);
    assertThat(head.split("\r\n", -1)).hasSize(10);
    assertThat(head).endsWith("\r\n\r\n");
    assertThat(head).doesNotContainPattern("[^ -~\r\n]");
  }

  @Test
  void aLongHostIsCut() {
    String text = body(Pages.builtIn(), Ending.GONE, "text/plain", "x".repeat(60_000));
    assertThat(text).contains("host: " + "x".repeat(PageLimits.SHOWN_CHARS) + "\n");
  }

  private static long tags(String html) {
    return html.chars().filter(c -> c == '<' || c == '>' || c == '"').count();
  }

  private static String body(Pages pages, Ending ending, String accept, String host) {
    return new String(
        pages.page(new PageRequest(ending, 0, "k3v9", 0, "GET", accept, host, null, null)).body(),
        UTF_8);
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 40); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
