package dev.starship.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import dev.starship.preread.Protocol;
import dev.starship.routing.HitLevel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
  private static final Address ADDRESS = Address.parse("192.0.2.7:443").orElseThrow();

  private final Metrics metrics = new Metrics("1.2.3", "abc123");
  private final SessionListener loop = metrics.ofLoop();

  @Test
  void countsSessionsByTheirEnding() throws IOException {
    loop.accepted();
    loop.accepted();
    loop.accepted();
    loop.ended(end(Ending.COMPLETED, HitLevel.L1));
    loop.ended(end(Ending.UNKNOWN_HOST, HitLevel.NEGATIVE));
    assertThat(samples())
        .containsEntry("starship_sessions_accepted_total", 3.0)
        .containsEntry("starship_sessions_total{ending=\"completed\"}", 1.0)
        .containsEntry("starship_sessions_total{ending=\"unknown_host\"}", 1.0)
        .containsEntry("starship_sessions_open", 1.0)
        .containsEntry("starship_bytes_in_total", 1034.0)
        .containsEntry("starship_bytes_out_total", 40960.0);
  }

  @Test
  void addsUpWhatTheEventLoopsHaveCounted() throws IOException {
    SessionListener other = metrics.ofLoop();
    loop.accepted();
    other.accepted();
    loop.ended(end(Ending.COMPLETED, HitLevel.L1));
    other.ended(end(Ending.COMPLETED, HitLevel.L1));
    assertThat(samples())
        .containsEntry("starship_sessions_accepted_total", 2.0)
        .containsEntry("starship_sessions_total{ending=\"completed\"}", 2.0)
        .containsEntry("starship_session_duration_seconds_count", 2.0)
        .containsEntry("starship_session_duration_seconds_sum", 4.0)
        .containsEntry("starship_lookup_duration_seconds_count{lookup=\"l1\"}", 2.0);
  }

  @Test
  void everyEndingIsThereFromTheStart() throws IOException {
    Map<String, Double> samples = samples();
    for (Ending ending : Ending.values()) {
      assertThat(samples)
          .containsEntry("starship_sessions_total{ending=\"" + ending.code() + "\"}", 0.0);
    }
  }

  @Test
  void measuresEachStepThatWasDone() throws IOException {
    loop.ended(end(Ending.COMPLETED, HitLevel.L1));
    loop.ended(end(Ending.PREREAD_TIMEOUT, null));
    assertThat(samples())
        .containsEntry("starship_session_duration_seconds_count", 2.0)
        .containsEntry("starship_session_duration_seconds_sum", 4.0)
        .containsEntry("starship_session_duration_seconds_bucket{le=\"2.0\"}", 2.0)
        .containsEntry("starship_session_duration_seconds_bucket{le=\"0.5\"}", 0.0)
        .containsEntry("starship_connect_duration_seconds_count", 1.0)
        .containsEntry("starship_connect_duration_seconds_sum", 0.0003)
        .containsEntry("starship_first_byte_duration_seconds_count", 1.0)
        .containsEntry("starship_lookup_duration_seconds_count{lookup=\"l1\"}", 1.0)
        .containsEntry("starship_lookup_duration_seconds_count{lookup=\"source\"}", 0.0);
  }

  @Test
  void theStepsOfARequestAreCountedOnceAndNotAgainWithItsSession() throws IOException {
    SessionEnd tls = end(Ending.COMPLETED, HitLevel.L1);
    SessionEnd http = ofHttp(tls);
    loop.requestEnded(new RequestEnd("k3v9-1-1", http));
    loop.requestEnded(new RequestEnd("k3v9-1-2", http));
    loop.ended(http);
    assertThat(samples())
        .containsEntry("starship_requests_total{ending=\"completed\"}", 2.0)
        .containsEntry("starship_sessions_total{ending=\"completed\"}", 1.0)
        .containsEntry("starship_request_duration_seconds_count", 2.0)
        .containsEntry("starship_session_duration_seconds_count", 1.0)
        .containsEntry("starship_connect_duration_seconds_count", 2.0)
        .containsEntry("starship_first_byte_duration_seconds_count", 2.0)
        .containsEntry("starship_lookup_duration_seconds_count{lookup=\"l1\"}", 2.0)
        .containsEntry("starship_bytes_in_total", 517.0);
  }

  private static SessionEnd ofHttp(SessionEnd end) {
    return new SessionEnd(
        end.timeMillis(),
        end.session(),
        end.client(),
        end.listener(),
        Protocol.HTTP,
        end.host(),
        end.app(),
        end.cluster(),
        end.backend(),
        end.backendName(),
        end.lookup(),
        end.lookupMicros(),
        end.connectMicros(),
        end.firstByteMicros(),
        end.durationMicros(),
        end.bytesIn(),
        end.bytesOut(),
        end.status(),
        end.ending(),
        end.closedBy());
  }

  @Test
  void measuresALookupThatNothingCameOfToo() throws IOException {
    loop.ended(end(Ending.LOOKUP_UNAVAILABLE, null, 2_000_000));
    loop.ended(end(Ending.PREREAD_TIMEOUT, null, -1));
    assertThat(samples())
        .containsEntry("starship_lookup_duration_seconds_count{lookup=\"unavailable\"}", 1.0)
        .containsEntry("starship_lookup_duration_seconds_sum{lookup=\"unavailable\"}", 2.0)
        .containsEntry("starship_lookup_duration_seconds_count{lookup=\"source\"}", 0.0)
        .doesNotContainKey("starship_lookup_duration_seconds_count{lookup=\"other\"}");
  }

  @Test
  void asksOthersForTheirNumbersAtEachScrape() throws IOException {
    AtomicLong hosts = new AtomicLong(5);
    metrics.gauge("starship_cache_hosts", "Hosts in the cache.", hosts::get);
    metrics.counter("starship_accesslog_dropped_total", "Lines lost.", hosts::get);
    metrics.counter(
        "starship_source_answers_total",
        "Answers.",
        "answer",
        Map.of("found", hosts::get, "unknown", () -> 1));
    hosts.set(7);
    assertThat(samples())
        .containsEntry("starship_cache_hosts", 7.0)
        .containsEntry("starship_accesslog_dropped_total", 7.0)
        .containsEntry("starship_source_answers_total{answer=\"found\"}", 7.0)
        .containsEntry("starship_source_answers_total{answer=\"unknown\"}", 1.0);
  }

  @Test
  void refusesASecondMetricOfTheSameName() {
    metrics.gauge("starship_cache_hosts", "Hosts in the cache.", () -> 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.counter("starship_cache_hosts", "Hosts in the cache.", () -> 1));
  }

  @Test
  void tellsBuildAndJvm() throws IOException {
    assertThat(samples())
        .containsEntry(
            "starship_build_info{commit=\"abc123\",jdk=\""
                + Runtime.version()
                + "\",version=\"1.2.3\"}",
            1.0)
        .containsKey("jvm_memory_used_bytes{area=\"heap\"}")
        .containsKey("process_open_fds");
  }

  @Test
  void writesPrometheusTextByDefaultAndOpenMetricsIfAsked() throws IOException {
    assertThat(metrics.scrape(null).contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.scrape("*/*").contentType()).startsWith("text/plain; version=0.0.4");
    Scrape open =
        metrics.scrape("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
    assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(new String(open.body(), UTF_8)).endsWith("# EOF\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;q=0.3,*/*;q=0.1 | application/openmetrics-text
          application/openmetrics-text , text/plain | application/openmetrics-text
          application/openmetrics-text;q=0.5, */*;q=0.9, text/plain ; Q=0.2 | application/openmetrics-text
          text/plain;q=1, application/openmetrics-text;q=0.5 | text/plain
          application/openmetrics-text;q=0.5, text/plain | text/plain
          application/openmetrics-text;q=0.5, */* | text/plain
          application/openmetrics-text;q=0, text/html | text/plain
          ;,, | text/plain
          """)
  void writesWhatIsWantedMore(String accept, String type) throws IOException {
    assertThat(metrics.scrape(accept).contentType()).startsWith(type);
  }

  @Test
  void answersInTextToOneWhoWouldLikeProtobufBest() throws IOException {
    String accept =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,text/plain;q=0.2";
    assertThat(metrics.scrape(accept).contentType()).startsWith("text/plain");
  }

  @Test
  void countingTheEndOfASessionAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SessionEnd end = end(Ending.COMPLETED, HitLevel.L1);
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      loop.ended(end);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      loop.ended(end);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(rounds);
  }

  private Map<String, Double> samples() throws IOException {
    Map<String, Double> samples = new TreeMap<>();
    for (String line : text(null).lines().toList()) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        samples.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return samples;
  }

  private String text(@Nullable String accept) throws IOException {
    return new String(metrics.scrape(accept).body(), UTF_8);
  }

  private static SessionEnd end(Ending ending, @Nullable HitLevel lookup) {
    return end(ending, lookup, lookup == null ? -1 : 300);
  }

  private static SessionEnd end(Ending ending, @Nullable HitLevel lookup, long lookupMicros) {
    long done = lookup == null ? -1 : 300;
    return new SessionEnd(
        0,
        "k3v9-1",
        ADDRESS,
        ADDRESS,
        Protocol.TLS,
        "a.com",
        null,
        null,
        null,
        null,
        lookup,
        lookupMicros,
        done,
        done,
        2_000_000,
        517,
        20_480,
        0,
        ending,
        Side.CLIENT);
  }
}
