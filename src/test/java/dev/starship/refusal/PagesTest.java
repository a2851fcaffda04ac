package dev.starship.refusal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starship.ending.Ending;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PagesTest {
  private static final long NOV_23_2026 = 1_795_417_200_000L;

  private final Pages pages = Pages.builtIn();

  @Test
  void writesAWholeResponseForCurl() {
    assertThat(response(request(Ending.UNKNOWN_HOST, "*/*")))
        .isEqualTo(
            """
            HTTP/1.1 404 Not Found\r
            Date: Mon, 23 Nov 2026 07:00:00 GMT\r
            Content-Type: text/plain; charset=utf-8\r
            Cache-Control: no-store\r
            X-Content-Type-Options: nosniff\r
            X-Request-Id: k3v9\r
            Content-Length: 278\r
            Connection: close\r
            \r
            404 There is no site here yet

            This domain points here but is not connected to an app yet. Check the spelling of the address, or come back later.
            Is this your site? Add this domain to your app. It starts to work shortly after.

            host: a.com
            reason: unknown_host
            request id: k3v9
            """);
  }

  @Test
  void writesHtmlForBrowsers() {
    String response = response(request(Ending.UNKNOWN_HOST, "text/html,*/*;q=0.8"));
    assertThat(response)
        .contains(
            "Content-Type: text/html; charset=utf-8\r\n",
            "Content-Security-Policy: default-src 'none'")
        .contains(
            "<title>There is no site here yet</title>",
            "<dd>a.com</dd>",
            "<dd>unknown_host</dd>",
            "<dd>k3v9</dd>")
        .doesNotContainPattern("\\{[a-z_]+}");
  }

  @Test
  void writesAProblemObjectForPrograms() {
    Page page = pages.page(request(Ending.BACKEND_CONNECT_TIMEOUT, "application/json"));
    assertThat(page.fields()).containsEntry("Content-Type", "application/json");
    JsonNode json = JsonMapper.shared().readTree(page.body());
    assertThat(json.get("status").asInt()).isEqualTo(504);
    assertThat(json.get("title").asString()).isEqualTo("The site does not answer");
    assertThat(json.get("reason").asString()).isEqualTo("backend_connect_timeout");
    assertThat(json.get("host").asString()).isEqualTo("a.com");
    assertThat(json.get("request_id").asString()).isEqualTo("k3v9");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_HOST, 404",
    "NO_HOST, 404",
    "LOOKUP_UNAVAILABLE, 503",
    "BACKEND_REFUSED, 502",
    "BACKEND_UNREACHABLE, 502",
    "BACKEND_RESET, 502",
    "BACKEND_NOT_ALLOWED, 502",
    "BACKEND_CONNECT_TIMEOUT, 504",
    "LOOP_DETECTED, 508",
    "OVERLOADED, 503",
    "MALFORMED_OPENING, 400",
    "TARGET_TOO_LONG, 414",
    "OPENING_TOO_LONG, 431",
    "OPENING_TIMEOUT, 408",
    "REDIRECTED, 302",
    "HTTPS_REDIRECTED, 308",
    "MAINTENANCE, 503",
    "SUSPENDED, 403",
    "GONE, 410",
    "UNSUPPORTED_REQUEST, 501",
    "INTERNAL_ERROR, 500"
  })
  void eachEndingHasTheStatusOfTheContract(Ending ending, int status) {
    assertThat(response(request(ending, null))).startsWith("HTTP/1.1 " + status + " ");
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void exactlyTheRefusableEndingsHaveAStatus(Ending ending) {
    assertThat(Statuses.of(ending) > 0).isEqualTo(ending.refusable());
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatOfEveryRefusalNamesReasonAndRequestId(PageFormat format) {
    for (Ending ending : Ending.values()) {
      if (ending.refusable()) {
        String accept = format.contentType().replace("; charset=utf-8", "");
        String response = response(request(ending, accept));
        assertThat(response)
            .contains("Content-Type: " + format.contentType(), ending.code(), "k3v9");
        assertThat(response).doesNotContain("Refused\r\n");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LOOKUP_UNAVAILABLE, 5",
    "OVERLOADED, 5",
    "CLIENT_OVER_LIMIT, 5",
    "HOST_OVER_LIMIT, 5",
    "MAINTENANCE, 60"
  })
  void unavailableSaysWhenToTryAgain(Ending ending, String seconds) {
    assertThat(pages.page(request(ending, null)).fields()).containsEntry("Retry-After", seconds);
  }

  @Test
  void badGatewayMakesNoPromiseWhenToTryAgain() {
    assertThat(pages.page(request(Ending.BACKEND_REFUSED, null)).fields())
        .doesNotContainKey("Retry-After");
  }

  @Test
  void headHasTheLengthOfTheBodyButNoBody() {
    PageRequest get = request(Ending.UNKNOWN_HOST, "text/html");
    PageRequest head =
        new PageRequest(
            get.ending(),
            0,
            get.requestId(),
            get.timeMillis(),
            "HEAD",
            get.accept(),
            get.host(),
            null,
            null);
    String whole = response(get);
    assertThat(response(head)).isEqualTo(whole.substring(0, whole.indexOf("\r\n\r\n") + 4));
    assertThat(whole).contains("Content-Length: " + pages.page(get).body().length + "\r\n");
  }

  @Test
  void redirectHasLocationAndALink() {
    String response = response(redirect("https://a.com/x?y=1&z=2"));
    assertThat(response)
        .startsWith("HTTP/1.1 308 Permanent Redirect\r\n")
        .contains("\r\nLocation: https://a.com/x?y=1&z=2\r\n")
        .contains("<a href=\"https://a.com/x?y=1&amp;z=2\">");
  }

  @Test
  void locationCannotAddAHeaderField() {
    String response = response(redirect("https://a.com/\r\nSet-Cookie: a=b \u00e4\n"));
    assertThat(response)
        .contains("\r\nLocation: https://a.com/%0D%0ASet-Cookie:%20a=b%20%C3%A4%0A\r\n")
        .doesNotContain("\nSet-Cookie");
  }

  @Test
  void scriptAddressIsNotMadeALink() {
    assertThat(response(redirect("javascript:alert(1)"))).doesNotContain("href");
  }

  @Test
  void aStatusGivenReplacesTheOneOfTheEnding() {
    PageRequest version =
        new PageRequest(
            Ending.UNSUPPORTED_REQUEST, 505, "k3v9", NOV_23_2026, "GET", null, null, null, null);
    assertThat(response(version)).startsWith("HTTP/1.1 505 HTTP Version Not Supported\r\n");
  }

  @Test
  void thePageOfATlsClientSaysThatThereIsNoCertificate() {
    PageRequest request =
        new PageRequest(
            Ending.UNKNOWN_HOST,
            Statuses.NO_CERTIFICATE,
            "k3v9",
            NOV_23_2026,
            "GET",
            "text/html",
            "a.com",
            null,
            null);
    assertThat(response(request))
        .startsWith("HTTP/1.1 495 SSL Certificate Error\r\n")
        .contains("There is no secure site here yet");
  }

  @Test
  void anEndingWithoutAPageCannotBeAskedForOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            PageRequest.ofUnreadHead(Ending.COMPLETED, 0, "k3v9", NOV_23_2026, null, null, null))
        .withMessageContaining("COMPLETED");
  }

  @Test
  void anUnreadHeadIsAnsweredAsFarAsItWasRead() {
    String response =
        response(
            PageRequest.ofUnreadHead(
                Ending.MALFORMED_OPENING, 0, "k3v9", NOV_23_2026, "HEAD", "text/html", null));
    assertThat(response)
        .startsWith("HTTP/1.1 400 ")
        .contains("Content-Type: text/html")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json", "text/plain"})
  void aMalformedRequestIsToldWhatIsWrongWithIt(String accept) {
    PageRequest request =
        PageRequest.ofUnreadHead(
            Ending.MALFORMED_OPENING, 0, "k3v9", NOV_23_2026, "GET", accept, "Host is repeated");
    assertThat(response(request)).contains("In detail: Host is repeated.");
  }

  @Test
  void customPageReplacesTheHtmlOfItsStatusOnly() {
    Pages custom =
        Pages.withCustom(
            Map.of(
                404, "<style>p{color:red}</style>{host} {status} {reason} {request_id} {title}"));
    String page = new String(custom.page(request(Ending.UNKNOWN_HOST, "text/html")).body(), UTF_8);
    assertThat(page).isEqualTo("<style>p{color:red}</style>a.com 404 unknown_host k3v9 {title}");
    assertThat(new String(custom.page(request(Ending.UNKNOWN_HOST, null)).body(), UTF_8))
        .startsWith("404 There");
    assertThat(new String(custom.page(request(Ending.GONE, "text/html")).body(), UTF_8))
        .contains("This site is gone");
  }

  @Test
  void customPageMayLoadWhatItWants() {
    Pages custom = Pages.withCustom(Map.of(404, "<img src=https://cdn.example/logo.png>"));
    assertThat(custom.page(request(Ending.UNKNOWN_HOST, "text/html")).fields())
        .doesNotContainKey("Content-Security-Policy");
  }

  private String response(PageRequest request) {
    return new String(pages.response(request, false), UTF_8);
  }

  private static PageRequest redirect(String location) {
    return new PageRequest(
        Ending.HTTPS_REDIRECTED,
        0,
        "k3v9",
        NOV_23_2026,
        "GET",
        "text/html",
        "a.com",
        location,
        null);
  }

  private static PageRequest request(Ending ending, @Nullable String accept) {
    return new PageRequest(ending, 0, "k3v9", NOV_23_2026, "GET", accept, "a.com", null, null);
  }
}
