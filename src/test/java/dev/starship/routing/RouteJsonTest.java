package dev.starship.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Ip;
import dev.starship.routing.RouteJson.Parsed.Valid;
import dev.starship.routing.RouteJson.Parsed.Wrong;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RouteJsonTest {
  private static Valid valid(String json) {
    RouteJson.Parsed parsed = RouteJson.read(json.getBytes(UTF_8));
    assertThat(parsed).isInstanceOf(Valid.class);
    return (Valid) parsed;
  }

  private static Route route(String json) {
    return valid(json).route();
  }

  private static Backend backend(String endpoint) {
    return route("{\"endpoint\": \"" + endpoint + "\"}").backends().getFirst();
  }

  private static String wrong(String json) {
    RouteJson.Parsed parsed = RouteJson.read(json.getBytes(UTF_8));
    assertThat(parsed).as(json).isInstanceOf(Wrong.class);
    return ((Wrong) parsed).why();
  }

  @Test
  void readsTheContractsExample() {
    Valid answer =
        valid("{\"app\": \"A Simple App\", \"host\": \"a.com\", \"endpoint\": \"10.0.0.24\"}");
    assertThat(answer.host()).isEqualTo("a.com");
    assertThat(answer.route().app()).isEqualTo("A Simple App");
    assertThat(answer.route().action()).isEqualTo(Action.FORWARD);
    assertThat(answer.route().backends())
        .containsExactly(
            new Backend("10.0.0.24", Ip.parse("10.0.0.24").orElseThrow(), 0, 0, 0, 1, 0, null));
    assertThat(answer.route().limits()).isEqualTo(RouteLimits.NONE);
    assertThat(answer.route().ttl()).isNull();
  }

  @Test
  void readsEveryFieldOfTheContract() {
    Route route =
        route(
            """
            {"endpoints": [{"address": "10.0.0.24", "tlsPort": 443, "httpPort": 80, "weight": 3,
                            "priority": 1, "cluster": "eu-1"}, {"address": "b.example:8443"}],
             "action": "redirect", "location": "https://shop.example/x?y=1", "httpsRedirect": true,
             "proxyProtocol": "v2", "balance": "least_connections",
             "limits": {"sessions": 1000, "sessionsPerSecond": 200}, "ttl": 30}
            """);
    assertThat(route)
        .isEqualTo(
            new Route(
                null,
                Action.REDIRECT,
                List.of(
                    new Backend(
                        "10.0.0.24", Ip.parse("10.0.0.24").orElseThrow(), 0, 443, 80, 3, 1, "eu-1"),
                    new Backend("b.example", null, 8443, 0, 0, 1, 0, null)),
                "https://shop.example/x?y=1",
                true,
                ProxyVersion.V2,
                Balance.LEAST_CONNECTIONS,
                new RouteLimits(1000, 200),
                Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.24, 10.0.0.24, 0",
    "10.0.0.24:8443, 10.0.0.24, 8443",
    "2001:db8::1, 2001:db8::1, 0",
    "[2001:db8::1], 2001:db8::1, 0",
    "[2001:db8::1]:443, 2001:db8::1, 443",
    "pod-1.eu_1.internal, pod-1.eu_1.internal, 0",
    "API.internal.:65535, API.internal., 65535",
    "localhost:1, localhost, 1"
  })
  void readsAnEndpoint(String text, String name, int port) {
    assertThat(backend(text).name()).isEqualTo(name);
    assertThat(backend(text).port()).isEqualTo(port);
    assertThat(backend(text).ip()).isEqualTo(Ip.parse(name).orElse(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "http://a.com",
        "a.com/",
        "a.com:",
        "a.com:0",
        "a.com:65536",
        "a.com:443x",
        "a.com:+1",
        "a.com:1:2",
        "10.0.0.300",
        "10.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "a.0x7f",
        "[10.0.0.1]",
        "[::1",
        "::1]",
        "[::1]443",
        "[::1]:",
        "[a.com]:1",
        "[]:1",
        "fe80::1%eth0",
        "bücher.de",
        ":443",
        "a..b",
        "a.com:000443"
      })
  void refusesAnEndpointThatIsNone(String text) {
    assertThat(wrong("{\"endpoint\": \"" + text + "\"}"))
        .startsWith("endpoint: \"")
        .endsWith("is neither an IP address nor a DNS name, with or without :port");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|endpoint: neither endpoint nor action is given",
        "{'endpoint': null}|endpoint: neither endpoint nor action is given",
        "{'action': 'forward'}|endpoint: is missing",
        "{'endpoints': []}|endpoint: neither endpoint nor action is given",
        "{'endpoints': [], 'endpoint': '10.0.0.1'}|endpoint: neither endpoint nor action is given",
        "{'endpoint': 10}|endpoint: is not a string",
        "{'endpoints': [{'address': '10.0.0.1'}], 'endpoint': 10}|endpoint: is not a string",
        "{'endpoints': '10.0.0.1'}|endpoints: is not a list",
        "{'endpoints': ['10.0.0.1']}|endpoints[0]: is not an object",
        "{'endpoints': [{}]}|endpoints[0].address: is missing",
        "{'endpoints': [{'address': 'a'}, {'address': 'a', 'weight': 0}]}|endpoints[1].weight: 0 is not 1-1000",
        "{'endpoints': [{'address': 'a', 'tlsPort': 65536}]}|endpoints[0].tlsPort: 65536 is not 1-65535",
        "{'endpoints': [{'address': 'a', 'httpPort': '80'}]}|endpoints[0].httpPort: is not a whole number",
        "{'endpoints': [{'address': 'a', 'priority': -1}]}|endpoints[0].priority: -1 is not 0-1000",
        "{'endpoints': [{'address': 'a', 'cluster': 1}]}|endpoints[0].cluster: is not a string",
        "{'endpoint': 'a', 'app': ['x']}|app: is not a string",
        "{'endpoint': 'a', 'app': 'x\\u0007'}|app: has a control character or half a character",
        "{'endpoint': 'a', 'app': '\\ud800'}|app: has a control character or half a character",
        "{'endpoint': 'a', 'host': 1}|host: is not a string",
        "{'endpoint': 'a', 'action': 'proxy'}|action: \"proxy\" is none of forward, redirect, maintenance, suspended, gone",
        "{'endpoint': 'a', 'action': 'Forward'}|action: \"Forward\" is none of forward, redirect, maintenance, suspended, gone",
        "{'endpoint': 'a', 'balance': 'random'}|balance: \"random\" is none of p2c, least_connections, round_robin, source_hash",
        "{'endpoint': 'a', 'proxyProtocol': 2}|proxyProtocol: is not a string",
        "{'endpoint': 'a', 'proxyProtocol': 'v3'}|proxyProtocol: \"v3\" is none of none, v1, v2",
        "{'endpoint': 'a', 'httpsRedirect': 'true'}|httpsRedirect: is neither true nor false",
        "{'endpoint': 'a', 'limits': 5}|limits: is not an object",
        "{'endpoint': 'a', 'limits': {'sessions': -1}}|limits.sessions: -1 is not 0-2147483647",
        "{'endpoint': 'a', 'limits': {'sessionsPerSecond': 0.5}}|limits.sessionsPerSecond: is not a whole number",
        "{'endpoint': 'a', 'ttl': -1}|ttl: -1 is not 0-31536000",
        "{'endpoint': 'a', 'ttl': 31536001}|ttl: 31536001 is not 0-31536000",
        "{'endpoint': 'a', 'ttl': 1e300}|ttl: 1.0E300 is not 0-31536000",
        "{'endpoint': 'a', 'ttl': '30s'}|ttl: is not a whole number",
        "{'action': 'redirect'}|location: is missing, and the action is redirect",
        "{'action': 'gone', 'location': 1}|location: is not a string",
        "[]|is not a JSON object",
        "7|is not a JSON object",
        "null|is not a JSON object",
      })
  void namesTheFieldAndTheProblem(String json, String why) {
    assertThat(wrong(json.replace('\'', '"'))).isEqualTo(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/shop",
        "shop.example",
        "//shop.example/",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "https:",
        "https:///x",
        "https://:443/",
        "https://shop.example/\\r\\nSet-Cookie: a=b",
        "https://shop.example/a b",
        "https://shop.example/\\u0000",
        "https://bücher.example/",
        "https://shop.example/%zz",
        ""
      })
  void refusesALocationThatIsNoAbsoluteHttpAddress(String location) {
    assertThat(wrong("{\"action\": \"redirect\", \"location\": \"" + location + "\"}"))
        .startsWith("location: \"")
        .endsWith("is not an absolute http or https address");
  }

  @Test
  void redirectsWithoutABackend() {
    Route route = route("{\"action\": \"redirect\", \"location\": \"HTTPS://shop.example\"}");
    assertThat(route.location()).isEqualTo("HTTPS://shop.example");
    assertThat(route.backends()).isEmpty();
  }

  @Test
  void keepsTheBackendsOfAHostInMaintenance() {
    assertThat(route("{\"action\": \"maintenance\", \"endpoint\": \"10.0.0.1\"}").backends())
        .hasSize(1);
  }

  @Test
  void ignoresFieldsThatItDoesNotKnowAndNulls() {
    Route route =
        route(
            "{\"endpoint\": \"a\", \"ttl\": null, \"limits\": null, \"new\": {\"deep\": [1, {}]}}");
    assertThat(route).isEqualTo(route("{\"endpoint\": \"a\"}"));
  }

  @Test
  void endpointsWinOverEndpoint() {
    Route route =
        route("{\"endpoint\": \"not used!\", \"endpoints\": [{\"address\": \"10.0.0.2\"}]}");
    assertThat(route.backends()).extracting(Backend::name).containsExactly("10.0.0.2");
  }

  @Test
  void ignoresTheLocationOfARouteThatDoesNotRedirect() {
    assertThat(route("{\"endpoint\": \"a\", \"location\": \"\"}").location()).isNull();
  }

  @Test
  void readsZeroAsAskEveryTime() {
    assertThat(route("{\"endpoint\": \"a\", \"ttl\": 0}").ttl()).isEqualTo(Duration.ZERO);
    assertThat(route("{\"endpoint\": \"a\", \"ttl\": 30.0}").ttl())
        .isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"endpoint\": \"a\"",
        "{\"endpoint\": \"a\"} x",
        "{\"endpoint\": \"a\"}{}",
        "<html>",
        "{'endpoint': 'a'}",
        "{\"endpoint\": \"a\",}",
        "{\"endpoint\": NaN}",
        "\u0000"
      })
  void refusesWhatIsNotJson(String text) {
    assertThat(wrong(text)).startsWith("is no").doesNotContain("\n").hasSizeLessThan(250);
  }

  @Test
  void refusesAFieldThatIsGivenTwice() {
    assertThat(wrong("{\"endpoint\": \"a\", \"endpoint\": \"b\"}"))
        .isEqualTo("is not JSON: the name \"endpoint\" is given twice at column 34");
    assertThat(wrong("{\"endpoint\": \"a\", \"x\": {\"y\": 1, \"y\": 1}}"))
        .contains("\"y\" is given twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"endpoint\": \"10.0.0.1\" | it ends too early at column 24",
        "<html> | it has something unexpected at column 1",
        "{} {} | something follows its end at column 5",
      })
  void tellsInItsOwnWordsWhatIsNoJson(String json, String why) {
    assertThat(wrong(json)).isEqualTo("is not JSON: " + why);
  }

  @Test
  void namesTheLineOfADocumentOfSeveral() {
    assertThat(wrong("{\n  \"endpoint\": x\n}"))
        .isEqualTo("is not JSON: it has something unexpected at line 2, column 15");
  }

  @Test
  void refusesADocumentThatIsTooLongTooDeepOrHasTooManyBackends() {
    assertThat(wrong(" ".repeat(64 * 1024) + "{}")).isEqualTo("is more than 65536 bytes");
    assertThat(wrong("{\"endpoint\": \"a\", \"x\": " + "[".repeat(17) + "]".repeat(17) + "}"))
        .contains("nested too deep");
    String many = "{\"address\": \"a\"},".repeat(256) + "{\"address\": \"a\"}";
    assertThat(wrong("{\"endpoints\": [" + many + "]}"))
        .isEqualTo("endpoints: has 257 entries, more than 256");
    assertThat(wrong("{\"endpoint\": \"a\", \"app\": \"" + "x".repeat(257) + "\"}"))
        .isEqualTo("app: has 257 characters, more than 256");
    assertThat(
            wrong("{\"action\":\"redirect\",\"location\":\"https://a/" + "x".repeat(2048) + "\"}"))
        .isEqualTo("location: has 2058 characters, more than 2048");
  }

  @Test
  void cutsWhatItQuotes() {
    assertThat(wrong("{\"endpoint\": \"" + "\\n".repeat(5000) + "\"}"))
        .hasSizeLessThan(200)
        .contains("??…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"app\":\"A \\\"B\\\" é\",\"host\":\"a.com\",\"endpoint\":\"10.0.0.24\"}",
        "{\"host\":\"*.a.com\",\"endpoint\":\"[2001:db8::1]:443\"}",
        "{\"host\":\"a.com\",\"endpoint\":\"2001:db8::1\",\"ttl\":0}",
        "{\"host\":\"a.com\",\"endpoints\":[{\"address\":\"a:1\",\"tlsPort\":2,\"httpPort\":3,\"weight\":4,\"priority\":5,"
            + "\"cluster\":\"c\"},{\"address\":\"b\"}],\"proxyProtocol\":\"none\",\"balance\":\"p2c\","
            + "\"limits\":{\"sessions\":1,\"sessionsPerSecond\":2},\"ttl\":30}",
        "{\"host\":\"a.com\",\"endpoint\":\"a\",\"action\":\"redirect\",\"location\":\"https://b/\",\"httpsRedirect\":true}",
        "{\"host\":\"a.com\",\"action\":\"gone\"}"
      })
  void writesWhatItRead(String line) {
    Valid read = valid(line);
    assertThat(new String(RouteJson.write("" + read.host(), read.route()), UTF_8)).isEqualTo(line);
  }

  @Test
  void readsATree() {
    var tree = JsonMapper.shared().createObjectNode().put("endpoint", "10.0.0.24");
    assertThat(RouteJson.read(tree))
        .isEqualTo(new Valid(null, route("{\"endpoint\": \"10.0.0.24\"}")));
  }
}
