package dev.starship.resolving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Ip;
import dev.starship.resolving.Names.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KnownTest {
  private static final ResolverLimits LIMITS = ResolverLimits.DEFAULT;
  private static final Ip IP = Ip.v4(0x0A000001);
  private static final Ip V6 = Ip.parse("2001:db8::1").orElseThrow();
  // Nanoseconds of the system may be negative and may overflow.
  private static final long START = Long.MAX_VALUE - seconds(10);

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "30,30", "300,300", "301,300", "2147483647,300"})
  void anAnswerLivesAsLongAsItsTtlWithinLimits(long ttl, long life) {
    Known known = Known.nothing(START).after(addresses(ttl), START, LIMITS);
    assertThat(known.isFresh(START + seconds(life) - 1)).isTrue();
    assertThat(known.isFresh(START + seconds(life))).isFalse();
  }

  @Test
  void nothingIsNeverEnough() {
    assertThat(Known.nothing(START).isEnough(START, LIMITS)).isFalse();
  }

  @Test
  void anOldAnswerIsEnoughOnlySoonAfterItsLife() {
    Known known = Known.nothing(START).after(addresses(30), START, LIMITS);
    assertThat(known.isEnough(START + seconds(31), LIMITS)).isTrue();
    assertThat(known.isEnough(START + seconds(61), LIMITS)).isFalse();
    assertThat(known.isUsable(START + seconds(61))).isTrue();
  }

  @Test
  void anOldAnswerIsEnoughWhileTheNameServersFail() {
    Known known =
        Known.nothing(START)
            .after(addresses(30), START, LIMITS)
            .after(new Answer.Failed("down"), START + seconds(100), LIMITS);
    assertThat(known.isEnough(START + seconds(1000), LIMITS)).isTrue();
    assertThat(known.isUsable(START + seconds(30 + 3600) - 1)).isTrue();
    assertThat(known.isUsable(START + seconds(30 + 3600))).isFalse();
    assertThat(known.isEnough(START + seconds(30 + 3600), LIMITS)).isFalse();
  }

  @Test
  void aNameThatIsGoneIsUsedForHalfAMinuteMore() {
    Known known =
        Known.nothing(START)
            .after(addresses(30), START, LIMITS)
            .after(new Answer.None(), START + seconds(31), LIMITS);
    assertThat(known.isUsable(START + seconds(60) - 1)).isTrue();
    assertThat(known.isUsable(START + seconds(60))).isFalse();
  }

  @Test
  void aFailureAfterANameWasGoneDoesNotBringItBack() {
    Known known =
        Known.nothing(START)
            .after(addresses(30), START, LIMITS)
            .after(new Answer.None(), START + seconds(31), LIMITS)
            .after(new Answer.Failed("down"), START + seconds(50), LIMITS);
    assertThat(known.isUsable(START + seconds(60))).isFalse();
  }

  @Test
  void aFailureIsNotAskedAgainAtOnce() {
    Known none = Known.nothing(START).after(new Answer.None(), START, LIMITS);
    assertThat(none.isEnough(START + seconds(5) - 1, LIMITS)).isTrue();
    assertThat(none.isEnough(START + seconds(5), LIMITS)).isFalse();
    Known failed = Known.nothing(START).after(new Answer.Failed("down"), START, LIMITS);
    assertThat(failed.isEnough(START + seconds(2) - 1, LIMITS)).isTrue();
    assertThat(failed.isEnough(START + seconds(2), LIMITS)).isFalse();
  }

  @Test
  void aNameThatKeepsFailingIsAskedForEverMoreSeldom() {
    assertThat(pauses(Known.nothing(START), 7)).containsExactly(2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerEndsThatTheNameIsAskedForSeldom(Answer answer) {
    Known known = Known.nothing(START);
    for (int i = 0; i < 10; i++) {
      known = known.after(new Answer.Failed("down"), START, LIMITS);
    }
    assertThat(pauses(known.after(answer, START, LIMITS), 2)).containsExactly(2L, 4L);
  }

  private static List<Answer> answers() {
    return List.of(addresses(30), new Answer.None());
  }

  /// How many seconds the name is left alone after each of so many failures.
  private static List<Long> pauses(Known before, int failures) {
    var pauses = new ArrayList<Long>();
    Known known = before;
    for (int i = 0; i < failures; i++) {
      known = known.after(new Answer.Failed("down"), START, LIMITS);
      pauses.add((known.askAgain() - START) / seconds(1));
    }
    return pauses;
  }

  @Test
  void anAnswerWithoutTheFamilyThatFailedLivesEverLongerWithinItsTtl() {
    Known known = Known.nothing(START);
    for (int life : new int[] {1, 2, 4, 8, 16, 20, 20}) {
      known = known.after(oneFamily(V6, 20), START, LIMITS);
      assertThat(known.isFresh(START + seconds(life) - 1)).isTrue();
      assertThat(known.isFresh(START + seconds(life))).isFalse();
      assertThat(known.askAgain() - START).isEqualTo(seconds(life));
    }
  }

  @Test
  void keepsTheLastGoodAddressesOfAFamilyThatFailsAsLongAsIfBothDid() {
    Known known = Known.nothing(START).after(addresses(30, IP, V6), START, LIMITS);
    for (int at = 30; at <= 3600; at += 30) {
      known = known.after(oneFamily(V6, 300), START + seconds(at), LIMITS);
      assertThat(known.ips(START + seconds(at))).containsExactly(V6, IP);
    }
    assertThat(known.ips(START + seconds(30 + 3600) - 1)).containsExactly(V6, IP);
    assertThat(known.ips(START + seconds(30 + 3600))).containsExactly(V6);
    assertThat(known.isUsable(START + seconds(30 + 3600))).isTrue();
  }

  @Test
  void keepsTheLastGoodAddressesOfTheFamilyThatFailsNow() {
    Known known =
        Known.nothing(START)
            .after(oneFamily(V6, 30), START, LIMITS)
            .after(oneFamily(IP, 30), START + seconds(1), LIMITS);
    assertThat(known.ips(START + seconds(1))).containsExactly(IP, V6);
    known = known.after(oneFamily(IP, 30), START + seconds(3), LIMITS);
    assertThat(known.ips(START + seconds(3))).containsExactly(IP, V6);
  }

  @Test
  void aFamilyWithoutAddressesIsNotKept() {
    Known known =
        Known.nothing(START)
            .after(addresses(30, IP, V6), START, LIMITS)
            .after(oneFamily(V6, 30), START + seconds(30), LIMITS)
            .after(addresses(30, V6), START + seconds(31), LIMITS);
    assertThat(known.ips(START + seconds(31))).containsExactly(V6);
  }

  @Test
  void aKeptFamilyGoesWithANameThatIsGone() {
    Known known =
        Known.nothing(START)
            .after(addresses(30, IP, V6), START, LIMITS)
            .after(oneFamily(V6, 30), START + seconds(30), LIMITS)
            .after(new Answer.None(), START + seconds(31), LIMITS);
    assertThat(known.isUsable(START + seconds(31 + 30) - 1)).isTrue();
    assertThat(known.isUsable(START + seconds(31 + 30))).isFalse();
  }

  @Test
  void aNewAnswerTakesTheOldOnesPlace() {
    Known known =
        Known.nothing(START)
            .after(new Answer.Failed("down"), START, LIMITS)
            .after(addresses(30), START + seconds(3), LIMITS);
    assertThat(known.failure()).isEmpty();
    assertThat(known.ips(START + seconds(3))).containsExactly(IP);
    assertThat(known.isFresh(START + seconds(32))).isTrue();
  }

  @Test
  void keepsSoManyAddressesOfAName() {
    var many = new Answer.Addresses(Collections.nCopies(1000, IP), Duration.ofSeconds(30));
    assertThat(Known.nothing(START).after(many, START, LIMITS).ips(START))
        .hasSize(LIMITS.addresses());
  }

  private static Answer addresses(long ttlSeconds) {
    return addresses(ttlSeconds, IP);
  }

  private static Answer addresses(long ttlSeconds, Ip... ips) {
    return new Answer.Addresses(List.of(ips), Duration.ofSeconds(ttlSeconds));
  }

  private static Answer oneFamily(Ip ip, long ttlSeconds) {
    return new Answer.OneFamily(List.of(ip), Duration.ofSeconds(ttlSeconds));
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000;
  }
}
