package dev.starship.config;

import static dev.starship.config.Configurations.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongUrlTest {
  private static final String LISTENERS = "listeners:\n  - bind: 127.0.0.1:8443\n";

  @ParameterizedTest
  @CsvSource({
    "api.internal/{host}, begins with neither http:// nor https://",
    "ftp://api/{host}, begins with neither http:// nor https://",
    "http:///{host}, names no host",
    "http://api/routes, has no {host} in it",
    "http://a b/{host}, cannot be read: Illegal character in authority",
    "http://api/{host}#x, 'has a fragment, which is never sent'",
    "http://api:99999/{host}, port is not from 1 to 65535",
    "http://api:65536/{host}, port is not from 1 to 65535",
    "http://api:0/{host}, port is not from 1 to 65535",
    "http://api:x/{host}, host or port is not valid",
    "http://api_x/{host}, the HTTP client cannot use the name of a host with an underscore",
    "http://{host}/a, {host} stands in its authority and belongs in the path or query"
  })
  void saysWhyAUrlCannotBeAskedForAHost(String url, String why) {
    assertThat(problems(LISTENERS + "routes: { source: { http: { url: \"" + url + "\" } } }"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:3: routes.source.http.url: \"" + url + "\" cannot be used: ")
        .contains(why + "; write a URL such as");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter@api/{host}",
        "http://user:hunter@api_x/{host}",
        "http://user:hun/ter@api/{host}",
        "http://us er:p@hunter@api/{host}",
        "user:hunter@api/{host}",
        "http:user:hunter@api/{host}",
        "https:/user:hunter@api/{host}"
      })
  void neverRepeatsThePasswordInAUrl(String url) {
    assertThat(problems(LISTENERS + "routes: { source: { http: { url: \"" + url + "\" } } }"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:3: routes.source.http.url: what stands here cannot be used: ")
        .doesNotContain("hun");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/events", "ftp://api/events", "http://api:65536/events"})
  void refusesAUrlThatCannotBeAskedForChanges(String url) {
    String http = "{ url: \"http://api:65535/{host}\", events: \"" + url + "\" }";
    assertThat(problems(LISTENERS + "routes: { source: { http: " + http + " } }"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:3: routes.source.http.events: \"" + url + "\" cannot be used: ");
  }
}
