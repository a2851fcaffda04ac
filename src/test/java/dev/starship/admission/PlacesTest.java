package dev.starship.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Ip;
import dev.starship.ending.Ending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What one session takes of the limits, and gives back.
class PlacesTest {
  private static final Ip CLIENT = ip("192.0.2.1");
  private static final AdmissionLimits LIMITS = new AdmissionLimits(64, 64, 10, 2, 3, 100);
  private static final AdmissionSettings OFF = new AdmissionSettings(0, 0, 0, 0, 0, 0);

  private final Openings openings = Openings.ofLoops(1_000, 1).getFirst();

  private static Ip ip(String text) {
    return Ip.parse(text).orElseThrow();
  }

  private static Admission admission(AdmissionSettings settings) {
    return new Admission(settings, LIMITS, 42);
  }

  private Places enter(Entrance entrance, Ip client) {
    Places places = entrance.enter(openings);
    places.client(client);
    return places;
  }

  @Test
  void aSessionBeyondTheLimitOfAllOnlyGetsAnAnswerAndSomeNotEvenThat() {
    Admission admission = admission(new AdmissionSettings(20, 0, 0, 0, 0, 0));
    Entrance entrance = admission.entrance(0);
    List<Places> all = Stream.generate(() -> enter(entrance, CLIENT)).limit(23).toList();
    assertThat(all.subList(0, 20)).allMatch(places -> places.over() == null);
    assertThat(all.subList(20, 23)).allMatch(places -> places.over() == Limit.SESSIONS);
    assertThat(all.subList(0, 22)).noneMatch(Places::isCut);
    assertThat(all.getLast().isCut()).isTrue();
    assertThat(admission.refusals(Limit.SESSIONS)).isEqualTo(3);
    assertThat(admission.cuts()).isEqualTo(1);
    assertThat(admission.sessions()).isEqualTo(20);
    all.forEach(Places::leave);
    assertThat(admission.sessions()).isZero();
    assertThat(enter(entrance, CLIENT).over()).isNull();
  }

  /// Otherwise those that are refused take the places that become free, until nobody is served.
  @ParameterizedTest
  @CsvSource({"20, 0", "0, 20"})
  void aPlaceThatBecomesFreeGoesToOneThatIsServedHoweverManyAreRefused(int inAll, int ofClient) {
    Entrance entrance = admission(new AdmissionSettings(inAll, ofClient, 0, 0, 0, 0)).entrance(0);
    Deque<Places> served = new ArrayDeque<>();
    for (int i = 0; i < 22; i++) {
      Places places = enter(entrance, CLIENT);
      if (places.over() == null) {
        served.add(places);
      }
    }
    for (int i = 0; i < 100; i++) {
      served.remove().leave();
      served.add(enter(entrance, CLIENT));
      assertThat(served.getLast().over()).isNull();
      assertThat(enter(entrance, CLIENT).isCut()).isTrue();
    }
    assertThat(served).hasSize(20);
  }

  @Test
  void aClientOverItsLimitTakesNoPlaceOfOthers() {
    Admission admission = admission(new AdmissionSettings(20, 1, 0, 0, 0, 0));
    Entrance entrance = admission.entrance(20);
    List<Places> all = Stream.generate(() -> enter(entrance, CLIENT)).limit(50).toList();
    assertThat(admission.sessions()).isEqualTo(1);
    for (int i = 2; i <= 20; i++) {
      assertThat(enter(entrance, ip("192.0.2." + i)).over()).isNull();
    }
    assertThat(enter(entrance, ip("192.0.2.99")).over()).isEqualTo(Limit.SESSIONS);
    all.forEach(Places::leave);
    assertThat(admission.sessions()).isEqualTo(19);
  }

  /// Those and everything else fit the descriptors that sessions leave.
  @Test
  void howeverManySessionsThereMayBeOnlySomeMoreGetAnAnswer() {
    Entrance entrance = admission(new AdmissionSettings(100, 0, 0, 0, 0, 0)).entrance(0);
    List<Places> all = Stream.generate(() -> enter(entrance, CLIENT)).limit(104).toList();
    assertThat(all.subList(0, 103)).noneMatch(Places::isCut);
    assertThat(all.getLast().isCut()).isTrue();
  }

  @Test
  void aListenerHasALimitOfItsOwn() {
    Admission admission = admission(OFF);
    Entrance narrow = admission.entrance(1);
    Entrance wide = admission.entrance(0);
    Places first = enter(narrow, CLIENT);
    assertThat(enter(narrow, CLIENT).over()).isEqualTo(Limit.LISTENER);
    assertThat(enter(wide, CLIENT).over()).isNull();
    first.leave();
    assertThat(admission.refusals(Limit.LISTENER)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "::1, 0.0.0.1, false",
  })
  void aClientIsAnIpv4AddressOrAnIpv6NetworkOf64(String one, String other, boolean isSame) {
    Admission admission = admission(new AdmissionSettings(0, 1, 0, 0, 0, 0));
    Entrance entrance = admission.entrance(0);
    assertThat(enter(entrance, ip(one)).over()).isNull();
    assertThat(enter(entrance, ip(other)).over()).isEqualTo(isSame ? Limit.CLIENT : null);
    assertThat(admission.clients()).isEqualTo(isSame ? 1 : 2);
  }

  @Test
  void aSessionWithoutAClientCountsForNone() {
    Admission admission = admission(new AdmissionSettings(0, 1, 0, 0, 1, 0));
    Places places = admission.entrance(0).enter(openings);
    places.askedForUnknown(0);
    places.askedForUnknown(0);
    assertThat(places.isBraked(0)).isFalse();
    assertThat(admission.clients()).isZero();
  }

  @Test
  void aHostTakesAsManySessionsAsItMay() {
    Admission admission = admission(new AdmissionSettings(0, 0, 2, 0, 0, 0));
    Entrance entrance = admission.entrance(0);
    List<Places> three = Stream.generate(() -> enter(entrance, CLIENT)).limit(3).toList();
    assertThat(three.stream().map(places -> places.turnTo("a.com", 0, 0, 0)))
        .containsExactly(null, null, Limit.HOST);
    Places third = three.getLast();
    assertThat(third.turnTo("b.com", 0, 0, 0)).isNull();
    assertThat(third.turnTo("a.com", 3, 0, 0)).as("the route says 3").isNull();
    three.getFirst().leaveHost();
    assertThat(third.turnTo("a.com", 0, 0, 0)).isNull();
    three.forEach(Places::leave);
    assertThat(admission.hosts()).isZero();
  }

  @Test
  void theRateOfAHostCountsAConnectionOnceUntilItTurnsToAnother() {
    Admission admission = admission(OFF);
    Entrance entrance = admission.entrance(0);
    Places places = enter(entrance, CLIENT);
    for (int request = 0; request < 10; request++) {
      assertThat(places.turnTo("a.com", 0, 2, 0)).isNull();
    }
    assertThat(places.turnTo("b.com", 0, 2, 0)).isNull();
    assertThat(places.turnTo("a.com", 0, 2, 0)).isNull();
    assertThat(enter(entrance, CLIENT).turnTo("a.com", 0, 2, 0)).isEqualTo(Limit.HOST_RATE);
    assertThat(enter(entrance, CLIENT).turnTo("a.com", 0, 2, Admission.SECOND_NANOS / 2)).isNull();
  }

  @Test
  void aSessionThatTheRateKeepsAwayHasNoPlaceAtTheHost() {
    Admission admission = admission(OFF);
    Entrance entrance = admission.entrance(0);
    assertThat(enter(entrance, CLIENT).turnTo("a.com", 2, 1, 0)).isNull();
    assertThat(enter(entrance, CLIENT).turnTo("a.com", 2, 1, 0)).isEqualTo(Limit.HOST_RATE);
    assertThat(enter(entrance, CLIENT).turnTo("a.com", 2, 1, Admission.SECOND_NANOS)).isNull();
    assertThat(enter(entrance, CLIENT).turnTo("a.com", 2, 1, 0)).isEqualTo(Limit.HOST);
  }

  @Test
  void aClientThatAskedForTooManyUnknownHostsIsBrakedForAWhile() {
    Admission admission = admission(new AdmissionSettings(0, 0, 0, 0, 3, 0));
    Places places = enter(admission.entrance(0), CLIENT);
    for (int i = 0; i < 3; i++) {
      assertThat(places.isBraked(0)).isFalse();
      places.askedForUnknown(0);
    }
    assertThat(places.isBraked(0)).isTrue();
    assertThat(enter(admission.entrance(0), CLIENT).isBraked(0)).isTrue();
    assertThat(enter(admission.entrance(0), ip("192.0.2.2")).isBraked(0)).isFalse();
    assertThat(places.isBraked(Admission.MINUTE_NANOS / 3)).isFalse();
    assertThat(places.brake().ending()).isEqualTo(Ending.CLIENT_OVER_LIMIT);
    assertThat(admission.refusals(Limit.UNKNOWN_HOSTS)).isEqualTo(1);
  }

  @Test
  void whenTheMemoryForOpeningsIsUsedUpOnlySmallOnesAreTaken() {
    Admission admission = admission(OFF);
    Entrance entrance = admission.entrance(0);
    Places large = enter(entrance, CLIENT);
    assertThat(large.holds(1_000)).isTrue();
    Places next = enter(entrance, CLIENT);
    assertThat(next.holds(100)).isTrue();
    assertThat(next.mayHold(101)).isFalse();
    assertThat(next.holds(102)).as("not refused for that").isFalse();
    assertThat(next.holds(50)).isTrue();
    assertThat(openings.bytes()).isEqualTo(1_050);
    large.holds(0);
    assertThat(next.holds(900)).isTrue();
    next.leave();
    assertThat(openings.bytes()).isZero();
    assertThat(admission.refusals(Limit.OPENINGS)).isEqualTo(1);
  }

  /// Sessions that do anything in any order, with every limit on and small.
  @Test
  void whateverSessionsDoEverythingIsGivenBackInTheEnd() {
    Admission admission = admission(new AdmissionSettings(20, 5, 4, 3, 10, 0));
    Entrance narrow = admission.entrance(8);
    Entrance wide = admission.entrance(0);
    SplittableRandom random = new SplittableRandom(3);
    List<Places> open = new ArrayList<>();
    Set<Places> withClient = new HashSet<>();
    for (long now = 0; now < 200_000; now++) {
      if (open.isEmpty() || random.nextInt(4) == 0) {
        open.add((random.nextBoolean() ? narrow : wide).enter(openings));
      }
      Places one = open.get(random.nextInt(open.size()));
      if (act(one, withClient, random, now * 10_000_000)) {
        open.remove(one);
      }
      assertThat(admission.sessions()).isLessThanOrEqualTo(20);
      assertThat(admission.clients()).isLessThanOrEqualTo(open.size());
      assertThat(admission.hosts()).isLessThanOrEqualTo(open.size());
    }
    assertThat(Stream.of(Limit.values()).filter(limit -> admission.refusals(limit) == 0))
        .as("limits that were never met")
        .isEmpty();
    open.forEach(Places::leave);
    open.forEach(Places::leave);
    assertThat(admission.sessions()).isZero();
    assertThat(admission.clients()).isZero();
    assertThat(admission.hosts()).isZero();
    assertThat(openings.bytes()).isZero();
  }

  /// One step of a session; true if it has ended.
  private static boolean act(
      Places one, Set<Places> withClient, SplittableRandom random, long now) {
    switch (random.nextInt(8)) {
      case 0 -> {
        one.leave();
        return true;
      }
      case 1 -> one.leaveHost();
      case 2, 3 -> {
        boolean _ = one.mayHold(random.nextInt(300));
      }
      case 4 -> {
        if (one.isBraked(now)) {
          one.brake();
        }
        one.askedForUnknown(now);
      }
      case 5, 6 -> {
        Limit _ = one.turnTo("host" + random.nextInt(5), 0, 0, now);
      }
      default -> {
        if (withClient.add(one)) {
          one.client(ip("192.0.2." + random.nextInt(4)));
        }
      }
    }
    return false;
  }
}
