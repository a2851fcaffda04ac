package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api/{host}",
        "HTTPS://api.internal:8443/routes?host={host}",
        "http://[::1]:81/{host}/{host}",
        "http://api?{host}"
      })
  void takesAUrlWithAPlaceForTheHost(String url) {
    assertThat(settings(url).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api/routes",
        "ftp://api/{host}",
        "api/{host}",
        "http:///{host}",
        "http://user:secret@api/{host}",
        "http://{host}.api/",
        "http://{host}",
        "http://api/{host}#secret",
        "http://api/{host} secret",
        "http://api:{host}/secret",
        "http://api:65536/secret/{host}",
        "http://api:0/secret/{host}"
      })
  void refusesAnyOtherUrlWithoutRepeatingIt(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(url))
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://api/{host}, http://api/events, false",
    "http://api/{host}, , false",
    "HTTPS://api/{host}, , true",
    "http://api/{host}, https://api/events, true"
  })
  void wantsTlsIfOneOfItsUrlsDoes(String url, @Nullable URI events, boolean tls) {
    assertThat(new HttpSourceSettings(url, events, SECOND, Map.of()).wantsTls()).isEqualTo(tls);
  }

  @Test
  void refusesAChangeFeedThatCannotBeAsked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new HttpSourceSettings(
                "http://api/{host}", URI.create("file:/events"), SECOND, Map.of()));
  }

  @Test
  void refusesATimeoutOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HttpSourceSettings("http://api/{host}", null, Duration.ZERO, Map.of()));
  }

  @Test
  void refusesAHeaderThatCannotBeSentWithoutRepeatingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withHeader("Authorization", "Bearer secret\r\nX: y"))
        .withMessageContaining("Authorization")
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException().isThrownBy(() -> withHeader("Content-Length", "5"));
    assertThatIllegalArgumentException().isThrownBy(() -> withHeader("a b", "5"));
  }

  @Test
  void itsTextHoldsNoSecret() {
    var settings =
        new HttpSourceSettings(
            "http://api:81/secret/{host}?secret",
            URI.create("http://api/secret"),
            SECOND,
            Map.of("Authorization", "secret"));
    assertThat(settings).asString().contains("http://api:81").doesNotContain("secret");
  }

  private static HttpSourceSettings settings(String url) {
    return new HttpSourceSettings(url, null, SECOND, Map.of());
  }

  private static HttpSourceSettings withHeader(String name, String value) {
    return new HttpSourceSettings("http://api/{host}", null, SECOND, Map.of(name, value));
  }
}
