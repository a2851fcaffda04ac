package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNCERTAIN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.host;
import static dev.starship.routing.ScriptedSource.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lookups against a naive model of the contract's table, over random histories.
class LookupModelTest {
  private static final long TTL = 30_000;
  private static final long NEGATIVE_TTL = 5_000;
  private static final long STALE_FOR = 24 * 3_600_000;
  private static final int STEPS = 3_000;

  private final Lab lab = new Lab();
  private final Map<String, Entry> model = new HashMap<>();
  private final Map<String, SourceAnswer> script = new HashMap<>();
  private long now;
  private int questions;

  /// What the model thinks of a host.
  private static final class Entry {
    private @Nullable String pod;
    private long confirmed;
    private long freshUntil;
    private long unknownUntil;
    private long backoff;
    private long backoffUntil;
    private long failed;
    private String why = "";
  }

  private Entry entry(String host) {
    return model.computeIfAbsent(host, _ -> new Entry());
  }

  /// What a session has to be told, as [Lab#text] says it.
  private String expected(String host) {
    Entry entry = entry(host);
    if (entry.pod != null && now < entry.freshUntil) {
      String told = "l1 " + entry.pod;
      long life = entry.freshUntil - entry.confirmed;
      if (now - entry.confirmed >= 0.8 * life && now >= entry.backoffUntil) {
        ask(host, entry);
      }
      return told;
    }
    if (entry.pod == null && now < entry.unknownUntil) {
      return "unknown by negative";
    }
    return now < entry.backoffUntil ? otherwise(entry) : ask(host, entry);
  }

  private String otherwise(Entry entry) {
    return entry.pod != null && now < entry.confirmed + STALE_FOR
        ? "stale " + entry.pod
        : "unavailable: " + entry.why;
  }

  private String ask(String host, Entry entry) {
    questions++;
    return switch (script.getOrDefault(host, UNKNOWN)) {
      case SourceAnswer.Found(Route route, String _, Freshness freshness) -> {
        Duration life = route.ttl() != null ? route.ttl() : freshness.life();
        entry.pod = route.backends().getFirst().name();
        entry.confirmed = now;
        entry.freshUntil = now + (life == null ? TTL : life.toMillis());
        yield answered(entry, "source " + entry.pod);
      }
      case SourceAnswer.Unknown(boolean certain, Freshness _) when certain || entry.pod == null -> {
        entry.pod = null;
        entry.unknownUntil = now + NEGATIVE_TTL;
        yield answered(entry, "unknown by source");
      }
      case SourceAnswer.Unknown _ ->
          failed(entry, "something else than the source says that there is no such host");
      case SourceAnswer.Failed(String why) -> failed(entry, why);
      case SourceAnswer.Unchanged _ -> throw new AssertionError("not in the script");
    };
  }

  private static String answered(Entry entry, String told) {
    entry.backoff = 0;
    entry.backoffUntil = 0;
    return told;
  }

  private String failed(Entry entry, String why) {
    boolean inARow = entry.backoff > 0 && now - entry.failed < 60_000;
    entry.backoff = inARow ? Math.min(2_000, 2 * entry.backoff) : 250;
    entry.failed = now;
    entry.backoffUntil = now + entry.backoff;
    entry.why = why;
    return otherwise(entry);
  }

  private void change(Change change) {
    lab.source.tells(change);
    if (change instanceof Change.Purge) {
      model.clear();
      return;
    }
    for (Map.Entry<String, Entry> known : model.entrySet()) {
      if (!(change instanceof Change.OfHost(Host host, boolean deeper))
          || known.getKey().equals(host.name())
          || deeper && known.getKey().endsWith("." + host.name())) {
        Entry entry = known.getValue();
        entry.freshUntil = 0;
        entry.unknownUntil = 0;
        answered(entry, "");
      }
    }
  }

  private static <T> T oneOf(List<T> all, Random chance) {
    return all.get(chance.nextInt(all.size()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void saysWhatTheModelSays(long seed) {
    var chance = new Random(seed);
    List<String> hosts = List.of("a.com", "b.com", "x.b.com", "y.x.b.com", "c.com");
    List<Integer> waits = List.of(1, 100, 250, 1_000, 5_000, 24_000, 30_000, 3_600_000, 86_400_000);
    var history = new ArrayList<String>();
    for (int step = 0; step < STEPS; step++) {
      String host = oneOf(hosts, chance);
      switch (chance.nextInt(12)) {
        case 0, 1 -> {
          int wait = oneOf(waits, chance);
          history.add("wait " + wait);
          lab.time.passAndRun(millis(wait));
          now += wait;
        }
        case 2 -> {
          SourceAnswer answer = answer(chance);
          history.add(host + " -> " + answer);
          script.put(host, answer);
          lab.source.says(host, answer);
        }
        case 3 -> {
          Change change = change(host, chance);
          history.add(change.toString());
          change(change);
        }
        default -> {
          history.add("ask " + host);
          String expected = expected(host);
          assertThat(lab.text(host)).as(() -> recent(history)).isEqualTo(expected);
          assertThat(lab.source.questions()).as(() -> recent(history)).hasSize(questions);
        }
      }
    }
    assertThat(lab.lookups.gauges().underWay()).isZero();
    assertThat(lab.time.alarms()).isZero();
  }

  private static SourceAnswer answer(Random chance) {
    return oneOf(
        List.of(
            found("pod" + chance.nextInt(100)),
            found(route("zero", Duration.ZERO), "", Freshness.UNSAID),
            found(route("tenth", millis(100)), "", Freshness.UNSAID),
            found(route("headers"), "", new Freshness(Duration.ofMinutes(5), null, null)),
            UNKNOWN,
            UNCERTAIN,
            DOWN,
            DOWN),
        chance);
  }

  private static Change change(String host, Random chance) {
    return switch (chance.nextInt(6)) {
      case 0 -> new Change.Purge();
      case 1 -> new Change.Reset();
      case 2, 3 -> new Change.OfHost(host(host), true);
      default -> new Change.OfHost(host(host), false);
    };
  }

  private static String recent(List<String> history) {
    return String.join("\n", history.subList(Math.max(0, history.size() - 30), history.size()));
  }
}
