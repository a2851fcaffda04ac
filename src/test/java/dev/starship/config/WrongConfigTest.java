package dev.starship.config;

import static dev.starship.config.Configurations.LEAST;
import static dev.starship.config.Configurations.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a configuration may not say, one rule each, and what its author is told.
class WrongConfigTest {
  private static final String ROUTES = LEAST.substring(LEAST.indexOf("routes:"));
  private static final String LISTENERS = LEAST.substring(0, LEAST.indexOf("routes:"));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "drainTimout, drainTimeout",
    "drain_timeout, drainTimeout",
    "DrainTimeout, drainTimeout",
    "accesslog, accessLog",
    "acessLog, accessLog",
    "lisetners, listeners",
    "adimn, admin"
  })
  void suggestsTheKeyThatAMisspeltOneMeans(String given, String meant) {
    assertThat(problems(LEAST + given + ": 1"))
        .containsExactly(
            "starship.yaml:6: " + given + ": is not a known key; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"retries", "x"})
  void suggestsNothingForAKeyThatIsNoSlip(String key) {
    assertThat(problems(LEAST + key + ": 1"))
        .singleElement()
        .asString()
        .doesNotContain("did you mean")
        .contains("here are known: accessLog, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5", "5 s", "-5s", "5sec", "1.5s", "1d", "s", "9999999h", "0s", "9999999999999s"})
  void refusesTimeoutsWithoutUnitOrOutOfRange(String timeout) {
    assertThat(problems(LEAST + "backends: { connectTimeout: \"" + timeout + "\" }"))
        .singleElement()
        .asString()
        .startsWith(
            "starship.yaml:6: backends.connectTimeout: \""
                + timeout
                + "\" cannot be used; write a duration from 1ms to 8760h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "64KB", "64kib", "511B", "2MiB", "1.5KiB", "99999999999GiB"})
  void refusesSizesWithoutUnitOrOutOfRange(String size) {
    assertThat(problems(LEAST + "preread: { maxBytes: " + size + " }"))
        .singleElement()
        .asString()
        .contains(
            "preread.maxBytes: \"" + size + "\" cannot be used; write a size from 512B to 1MiB");
  }

  @ParameterizedTest
  @CsvSource({
    "'{ tls: handshake }', 'check.host: is missing; name a host'",
    "'{ http: get }', 'check.host: is missing; name a host'",
    "'{ http: handshake, host: a.com }', 'check.http: plain HTTP has no handshake; write tcp or get'",
    "'{ tls: https }', 'check.tls: \"https\" cannot be used; write none or tcp or handshake or get'",
    "'{ host: 10.0.0.1 }', 'check.host: \"10.0.0.1\" cannot be used; write the name of a host'",
    "'{ path: up }', 'check.path: \"up\" cannot be used; write a path'",
    "'{ status: 399-200 }', 'check.status: \"399-200\" cannot be used; write a status or a range'",
    "'{ status: 99 }', 'check.status: \"99\" cannot be used; write a status or a range'"
  })
  void refusesChecksOfBackendsThatCannotBeMade(String check, String problem) {
    assertThat(problems(LEAST + "backends: { health: { check: " + check + " } }"))
        .singleElement()
        .asString()
        .contains("backends.health." + problem);
  }

  @Test
  void refusesAFileWithoutListenersOrSource() {
    assertThat(problems(ROUTES))
        .containsExactly(
            "starship.yaml:1: listeners: there is no listener; write a list with at least one, such as - bind: \"[::]:443\"");
    assertThat(problems(LISTENERS))
        .singleElement()
        .asString()
        .contains("routes.source: there is no source of routes");
    assertThat(problems(LISTENERS + "routes: { source: [] }"))
        .singleElement()
        .asString()
        .contains("routes.source: there is no source of routes");
    assertThat(problems(LISTENERS + "routes: { source: [{}] }"))
        .singleElement()
        .asString()
        .contains("routes.source[0]: names no source");
  }

  @Test
  void refusesTwoSourcesInOneItem() {
    assertThat(
            problems(
                LISTENERS
                    + "routes:\n  source:\n    http: { url: \"http://a/{host}\" }\n    file: { path: /dev/null }\n"))
        .singleElement()
        .asString()
        .contains("routes.source: names two sources at once; write a list, in order of precedence");
  }

  @Test
  void refusesAListenerThatIsThereAlready() {
    assertThat(problems("listeners:\n  - bind: 127.0.0.1:443\n  - bind: 127.0.0.1:443\n" + ROUTES))
        .containsExactly(
            "starship.yaml:3: listeners[1].bind: 127.0.0.1:443 is bound by a listener above; leave one of them out");
    assertThat(problems("listeners:\n  - bind: \"[::]:443\"\n  - bind: 0.0.0.0:443\n" + ROUTES))
        .hasSize(1);
    assertThat(problems("listeners:\n  - bind: \"[::]:443\"\n  - bind: 127.0.0.1:443\n" + ROUTES))
        .isEmpty();
    assertThat(problems("listeners:\n  - bind: 127.0.0.1:0\n  - bind: 127.0.0.1:0\n" + ROUTES))
        .isEmpty();
  }

  @Test
  void refusesAnOpenAdminPortWithoutAToken() {
    assertThat(problems(LEAST + "admin:\n  bind: 0.0.0.0:9090\n"))
        .containsExactly(
            "starship.yaml:7: admin.bind: 0.0.0.0:9090 is open to others without a token; set admin.token, or bind to 127.0.0.1");
    assertThat(problems(LEAST + "admin: { bind: 0.0.0.0:9090, token: t }")).isEmpty();
    assertThat(problems(LEAST + "admin: { bind: \"[::1]:9090\" }")).isEmpty();
    assertThat(problems(LEAST + "admin: { bind: 127.0.0.2:9090 }")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9090, 127.0.0.1:9090",
    "[::]:9090, 127.0.0.1:9090",
    "[::]:9090, [::1]:9090",
    "[::]:9090, 0.0.0.0:9090",
    "0.0.0.0:9090, 127.0.0.1:9090",
    "0.0.0.0:9090, [::]:9090",
    "127.0.0.1:9090, 0.0.0.0:9090",
    "127.0.0.1:9090, [::]:9090",
    "[::1]:9090, [::]:9090",
    "[::1]:9090, 0.0.0.0:9090"
  })
  void refusesAnAdminPortThatAListenerTakes(String listener, String admin) {
    assertThat(problems(withAdmin(listener, admin)))
        .containsExactly(
            "starship.yaml:4: admin.bind: "
                + admin
                + " is taken by a listener; give the admin port another port");
  }

  @ParameterizedTest
  @CsvSource({
    "[::]:9091, 127.0.0.1:9090",
    "[::]:0, 127.0.0.1:0",
    "0.0.0.0:9090, [::1]:9090",
    "127.0.0.1:9090, 127.0.0.2:9090"
  })
  void takesAnAdminPortThatNoListenerTakes(String listener, String admin) {
    assertThat(problems(withAdmin(listener, admin))).isEmpty();
  }

  private static String withAdmin(String listener, String admin) {
    return "listeners: [{ bind: \"%s\" }]\n".formatted(listener)
        + "routes: { source: { http: { url: \"http://a/{host}\" } } }\n"
        + "admin:\n  bind: \"%s\"\n  token: t\n".formatted(admin);
  }

  @Test
  void refusesMoreHostsThanTheHeapHoldsAndSaysHowMany() {
    assertThat(problems(LEAST.strip() + "\n  cache: { maxHosts: 50000000 }"))
        .containsExactly(
            "starship.yaml:6: routes.cache.maxHosts: 50,000,000 hosts of 600 bytes are more than half of the heap of 4,096 MiB; write at most 3579139, or give the JVM more memory");
  }

  @Test
  void countsTheHostsOfEachHttpSource() {
    String two =
        LISTENERS
            + """
            routes:
              source:
                - http: { url: "http://a/{host}" }
                - http: { url: "http://b/{host}" }
              cache: { maxHosts: 2000000 }
            """;
    assertThat(problems(two))
        .containsExactly(
            "starship.yaml:7: routes.cache.maxHosts: 2,000,000 hosts of 1350 bytes are more than half of the heap of 4,096 MiB; write at most 1590728, or give the JVM more memory");
  }

  @Test
  void refusesHalfACertificate() throws IOException {
    Path chain = Files.createFile(folder.resolve("chain.pem"));
    assertThat(problems(LEAST + "unknown:\n  certificate: { chain: " + chain + " }"))
        .containsExactly(
            "starship.yaml:7: unknown.certificate.key: is missing; give a certificate as both chain and key");
    assertThat(problems(LEAST + "unknown:\n  certificate: { key: " + chain + " }"))
        .singleElement()
        .asString()
        .contains("unknown.certificate.chain: is missing");
  }

  @Test
  void refusesFilesAndFoldersThatAreNotThere() {
    Path gone = folder.resolve("gone");
    String text =
        """
        listeners: [{ bind: 127.0.0.1:0 }]
        routes:
          source: { file: { path: %1$s } }
          cache: { snapshot: %1$s/routes }
        unknown:
          pages: %1$s
          certificate: { chain: %1$s, key: %1$s }
        accessLog: { path: %1$s/access.log }
        """
            .formatted(gone);
    assertThat(problems(text))
        .containsExactly(
            "starship.yaml:3: routes.source.file.path: "
                + gone
                + " does not exist; name a file that is there",
            "starship.yaml:4: routes.cache.snapshot: the folder "
                + gone
                + " does not exist; create it: mkdir -p "
                + gone,
            "starship.yaml:6: unknown.pages: "
                + gone
                + " is not a folder; name a folder that is there",
            "starship.yaml:7: unknown.certificate.chain: "
                + gone
                + " does not exist; name a file that is there",
            "starship.yaml:7: unknown.certificate.key: "
                + gone
                + " does not exist; name a file that is there",
            "starship.yaml:8: accessLog.path: the folder "
                + gone
                + " does not exist; create it: mkdir -p "
                + gone);
  }

  @Test
  void readsThroughTheFilesItNamesWhereThatIsAsked() throws IOException {
    Path routes =
        Files.writeString(
            folder.resolve("routes.ndjson"),
            "{\"host\": \"a.com\", \"endpoint\": \"10.0.0.1\"}\nnonsense\n");
    Path pages = Files.createDirectory(folder.resolve("pages"));
    Files.write(pages.resolve("404.html"), new byte[] {(byte) 0xff});
    Path pem = Files.writeString(folder.resolve("cert.pem"), "nonsense");
    Path file =
        Files.writeString(
            folder.resolve("starship.yaml"),
            """
            listeners: [{ bind: 127.0.0.1:0 }]
            routes: { source: { file: { path: routes.ndjson } } }
            unknown:
              pages: pages
              certificate:
                chain: cert.pem
                key: cert.pem
            """);
    assertThat(ConfigurationFile.load(file)).isInstanceOf(Loaded.Good.class);
    assertThat(problems(ConfigurationFile.check(file)))
        .satisfiesExactly(
            problem ->
                assertThat(problem)
                    .startsWith(file + ":2: routes.source.file.path: " + routes + ":2: "),
            problem ->
                assertThat(problem).startsWith(file + ":4: unknown.pages: ").contains("404.html"),
            problem ->
                assertThat(problem)
                    .startsWith(file + ":6: unknown.certificate: ")
                    .contains(pem.toString()));
  }

  @Test
  void refusesPathsThatNoFileCanHave() {
    String text =
        """
        listeners: [{ bind: 127.0.0.1:0 }]
        routes:
          source: { file: { path: "a\\0b" } }
          cache: { snapshot: "a\\0b" }
        unknown:
          pages: "a\\0b"
          certificate: { chain: "a\\0b", key: "a\\0b" }
        accessLog: { path: "a\\0b" }
        admin: { token: "${file:a\\0b}" }
        """;
    String wrong = ": \"a\0b\" cannot be used; write ";
    assertThat(problems(text))
        .containsExactly(
            "starship.yaml:3: routes.source.file.path" + wrong + "a path",
            "starship.yaml:4: routes.cache.snapshot" + wrong + "a path",
            "starship.yaml:6: unknown.pages" + wrong + "a path",
            "starship.yaml:7: unknown.certificate.chain" + wrong + "a path",
            "starship.yaml:7: unknown.certificate.key" + wrong + "a path",
            "starship.yaml:8: accessLog.path"
                + wrong
                + "stdout, none or a path (the default is stdout)",
            "starship.yaml:9: admin.token: the file a\0b cannot be read; name a file that this user may read");
  }

  @Test
  void refusesAFolderWhereAFileBelongs() {
    assertThat(problems(LEAST + "accessLog: { path: " + folder + " }"))
        .singleElement()
        .asString()
        .contains(folder + " is a folder; name a file in it");
  }

  @Test
  void refusesHeadersThatAreNoneOrNotTheirs() {
    String http =
        LISTENERS + "routes: { source: { http: { url: \"http://a/{host}\", headers: { %s } } } }";
    assertThat(problems(http.formatted("\"X Y\": a")))
        .singleElement()
        .asString()
        .contains("headers: X Y is not a header name");
    assertThat(problems(http.formatted("Host: a")))
        .singleElement()
        .asString()
        .contains("headers: Host is set by Starship itself");
    assertThat(problems(http.formatted("X-A: \"a\\r\\nX-B: b\"")))
        .singleElement()
        .asString()
        .contains("headers.X-A: what stands here cannot be used")
        .doesNotContain("X-B");
  }

  @Test
  void refusesATokenWithSpacesWithoutShowingIt() {
    assertThat(problems(LEAST + "admin: { token: \"hunter 2\" }"))
        .containsExactly(
            "starship.yaml:6: admin.token: what stands here cannot be used; write visible ASCII characters without spaces");
  }

  @Test
  void refusesAValueWhereKeysBelongAndKeysWhereAValueBelongs() {
    assertThat(problems(LEAST + "admin: 127.0.0.1:9090"))
        .containsExactly(
            "starship.yaml:6: admin: holds a value where keys belong; write keys below it");
    assertThat(problems(LEAST + "drainTimeout: { s: 3 }"))
        .singleElement()
        .asString()
        .contains("drainTimeout: holds more than one value; write a duration");
    assertThat(problems(LEAST + "drainTimeout:\n"))
        .singleElement()
        .asString()
        .contains("drainTimeout: has no value; write a duration");
  }
}
