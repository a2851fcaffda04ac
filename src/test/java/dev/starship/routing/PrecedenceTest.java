package dev.starship.routing;

import static dev.starship.routing.ScriptedSource.host;
import static dev.starship.routing.ScriptedSource.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starship.address.Host;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrecedenceTest {
  private static final RouteLookup FOUND = new RouteLookup.Found(route("pod"), 0, HitLevel.SOURCE);
  private static final RouteLookup OTHER = new RouteLookup.Found(route("other"), 0, HitLevel.L1);
  private static final RouteLookup UNKNOWN = new RouteLookup.Unknown(0, HitLevel.SOURCE);
  private static final RouteLookup LAST_UNKNOWN = new RouteLookup.Unknown(1, HitLevel.NEGATIVE);
  private static final RouteLookup UNAVAILABLE = new RouteLookup.Unavailable("down");

  private final List<Integer> asked = new ArrayList<>();

  private RouteLookup answer(RouteLookup... answers) {
    var order = new ArrayList<Lookups>();
    for (RouteLookup answer : answers) {
      int index = order.size();
      order.add((_, answered) -> {
        asked.add(index);
        answered.accept(answer);
      });
    }
    var told = new ArrayList<RouteLookup>();
    new Precedence(order, CacheSettings.DEFAULT).ask(host("a.com"), told::add);
    assertThat(told).as(Arrays.toString(answers)).hasSize(1);
    return told.getFirst();
  }

  @Test
  void theFirstThatKnowsTheHostAnswers() {
    assertThat(answer(FOUND, OTHER)).isEqualTo(FOUND);
    assertThat(asked).containsExactly(0);
  }

  @Test
  void unknownGoesOnToTheNext() {
    assertThat(answer(UNKNOWN, UNKNOWN, OTHER)).isEqualTo(OTHER);
    assertThat(asked).containsExactly(0, 1, 2);
  }

  @Test
  void isUnknownIfAllSaySo() {
    assertThat(answer(UNKNOWN, LAST_UNKNOWN)).isEqualTo(LAST_UNKNOWN);
  }

  @Test
  void oneThatCannotBeAskedLetsNoLaterOneGuess() {
    assertThat(answer(UNAVAILABLE, FOUND)).isEqualTo(UNAVAILABLE);
    assertThat(answer(UNKNOWN, UNAVAILABLE, FOUND)).isEqualTo(UNAVAILABLE);
    assertThat(asked).containsExactly(0, 0, 1);
  }

  @Test
  void oneThatCannotBeAskedIsNotMissedIfAnEarlierOneKnows() {
    assertThat(answer(FOUND, UNAVAILABLE)).isEqualTo(FOUND);
  }

  @Test
  void answersLaterIfOneDoes() {
    var lab = new Lab();
    lab.source.saysToAll(ScriptedSource.found("pod"));
    var told = new ArrayList<RouteLookup>();
    Lookups first = (_, answered) -> answered.accept(UNKNOWN);
    new Precedence(List.of(first, lab.lookups), CacheSettings.DEFAULT)
        .ask(host("a.com"), told::add);
    assertThat(told).isEmpty();
    lab.time.run();
    assertThat(Lab.texts(told)).containsExactly("source pod");
  }

  /// Lookups that say this at once; null if they would have to ask.
  private Lookups remembering(int index, @Nullable RouteLookup known) {
    return new Lookups() {
      @Override
      public void ask(Host host, Consumer<RouteLookup> answered) {
        throw new AssertionError("only what is remembered was asked for");
      }

      @Override
      public @Nullable RouteLookup atOnce(Host host) {
        asked.add(index);
        return known;
      }
    };
  }

  private @Nullable RouteLookup atOnce(@Nullable RouteLookup... known) {
    var order = new ArrayList<Lookups>();
    for (RouteLookup one : known) {
      order.add(remembering(order.size(), one));
    }
    return new Precedence(order, CacheSettings.DEFAULT).atOnce(host("a.com"));
  }

  @Test
  void theFirstThatRemembersTheHostAnswersAtOnce() {
    assertThat(atOnce(FOUND, OTHER)).isEqualTo(FOUND);
    assertThat(asked).containsExactly(0);
    assertThat(atOnce(UNKNOWN, OTHER)).isEqualTo(OTHER);
    assertThat(atOnce(UNKNOWN, LAST_UNKNOWN)).isEqualTo(LAST_UNKNOWN);
  }

  @Test
  void aRouteIsRememberedAlsoBehindOneThatWouldHaveToBeAsked() {
    assertThat(atOnce(null, FOUND)).isEqualTo(FOUND);
    assertThat(atOnce(UNKNOWN, null, FOUND)).isEqualTo(FOUND);
  }

  @Test
  void nothingElseIsRememberedBehindOneThatWouldHaveToBeAsked() {
    assertThat(atOnce(UNKNOWN, null)).isNull();
    assertThat(atOnce(null, UNKNOWN)).isNull();
    assertThat(atOnce(null, UNAVAILABLE)).isNull();
  }

  /// Answers as it is told to.
  private static final class Changing implements Lookups {
    private RouteLookup answer = UNKNOWN;

    @Override
    public void ask(Host host, Consumer<RouteLookup> answered) {
      answered.accept(answer);
    }
  }

  private final AtomicLong nanoTime = new AtomicLong();
  private final Changing first = new Changing();
  private final Changing second = new Changing();
  private final Precedence both =
      new Precedence(List.of(first, second), CacheSettings.DEFAULT, nanoTime::get);

  private RouteLookup ask() {
    var told = new ArrayList<RouteLookup>();
    both.ask(host("a.com"), told::add);
    return told.getFirst();
  }

  @Test
  void aHostThatALaterOneHadIsItsOwnStillWhileAnEarlierCannotBeAsked() {
    second.answer = FOUND;
    assertThat(ask()).isEqualTo(FOUND);
    first.answer = UNAVAILABLE;
    second.answer = OTHER;
    assertThat(ask()).isEqualTo(OTHER);
    second.answer = UNKNOWN;
    assertThat(ask()).isEqualTo(UNAVAILABLE);
  }

  @Test
  void aHostThatHasMovedToAnEarlierOneIsNoLongerALaterOnes() {
    second.answer = FOUND;
    ask();
    first.answer = OTHER;
    assertThat(ask()).isEqualTo(OTHER);
    first.answer = UNAVAILABLE;
    assertThat(ask()).isEqualTo(UNAVAILABLE);
  }

  @Test
  void itIsSoForAsLongAsOldAnswersAreUsed() {
    second.answer = FOUND;
    ask();
    first.answer = UNAVAILABLE;
    nanoTime.addAndGet(CacheSettings.DEFAULT.staleFor().toNanos() - 1);
    assertThat(ask()).isEqualTo(FOUND);
    nanoTime.addAndGet(1);
    assertThat(ask()).isEqualTo(UNAVAILABLE);
  }

  @Test
  void whatALaterOneSaysMeanwhileMakesNoHostItsOwn() {
    first.answer = UNAVAILABLE;
    second.answer = FOUND;
    assertThat(ask()).isEqualTo(UNAVAILABLE);
    assertThat(ask()).isEqualTo(UNAVAILABLE);
  }

  @Test
  void oneThatCannotBeAskedAnswersAtOnceThatNobodyKnows() {
    assertThat(atOnce(UNKNOWN, UNAVAILABLE, FOUND)).isEqualTo(UNAVAILABLE);
    assertThat(asked).containsExactly(0, 1);
  }

  @Test
  void needsLookups() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Precedence(List.of(), CacheSettings.DEFAULT));
  }
}
