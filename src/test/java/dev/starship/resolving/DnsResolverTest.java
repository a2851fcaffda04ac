package dev.starship.resolving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.OperatorLines;
import dev.starship.address.Ip;
import dev.starship.resolving.Names.Answer;
import dev.starship.resolving.Resolution.Failed;
import dev.starship.resolving.Resolution.Resolved;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// With time and threads that only go on when the test says so.
class DnsResolverTest {
  private static final DnsName NAME = DnsName.parse("backend.internal").orElseThrow();
  private static final DnsName OTHER = DnsName.parse("other.internal").orElseThrow();
  private static final Ip FIRST = Ip.v4(0x0A000001);
  private static final Ip SECOND = Ip.v4(0x0A000002);

  /// One question of each kind at once.
  private static final ResolverLimits SMALL = small(ResolverLimits.DEFAULT);

  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(DnsResolver.class.getName());

  private final AtomicLong now = new AtomicLong();
  private final Queue<Runnable> started = new ArrayDeque<>();
  private final List<DnsName> asked = new ArrayList<>();
  private final List<Resolution> got = new ArrayList<>();
  private Answer answer = addresses(FIRST);

  /// What happens while a name is asked for.
  private Runnable meanwhile = () -> {};

  private final DnsResolver resolver = resolver(ResolverLimits.DEFAULT);

  @Test
  void asksOnceForAllWhoWait() {
    for (int i = 0; i < 1000; i++) {
      resolver.resolve(NAME, got::add);
    }
    assertThat(got).isEmpty();
    runStarted();
    assertThat(got).hasSize(1000).containsOnly(new Resolved(List.of(FIRST)));
    assertThat(asked).containsExactly(NAME);
  }

  @Test
  void answersAtOnceWhileTheAnswerIsFresh() {
    resolveAndRun();
    pass(Duration.ofSeconds(29));
    resolver.resolve(NAME, got::add);
    assertThat(got).hasSize(2);
    assertThat(started).isEmpty();
    assertThat(resolver.counters().fresh()).isEqualTo(2);
  }

  @Test
  void answersAtOnceSoonAfterItsLifeAndAsksMeanwhile() {
    resolveAndRun();
    answer = addresses(SECOND);
    pass(Duration.ofSeconds(31));
    resolver.resolve(NAME, got::add);
    resolver.resolve(NAME, got::add);
    assertThat(got).containsOnly(new Resolved(List.of(FIRST))).hasSize(3);
    runStarted();
    resolver.resolve(NAME, got::add);
    assertThat(got).last().isEqualTo(new Resolved(List.of(SECOND)));
    assertThat(asked).hasSize(2);
    assertThat(resolver.counters().lastGood()).isEqualTo(2);
  }

  @Test
  void waitsForTheNewAnswerLongAfterItsLife() {
    resolveAndRun();
    answer = addresses(SECOND);
    pass(Duration.ofMinutes(5));
    resolver.resolve(NAME, got::add);
    assertThat(got).hasSize(1);
    runStarted();
    assertThat(got).last().isEqualTo(new Resolved(List.of(SECOND)));
  }

  @Test
  void usesTheLastGoodAddressesWhileTheNameServersFail() {
    resolveAndRun();
    answer = new Answer.Failed("down");
    pass(Duration.ofMinutes(5));
    resolveAndRun();
    assertThat(got).last().isEqualTo(new Resolved(List.of(FIRST)));
    pass(Duration.ofMinutes(5));
    resolver.resolve(NAME, got::add);
    assertThat(got).hasSize(3).last().isEqualTo(new Resolved(List.of(FIRST)));
    pass(Duration.ofHours(1));
    resolveAndRun();
    assertThat(got).last().isEqualTo(new Failed("down"));
  }

  @Test
  void tellsTheOperatorWhichNameCannotBeResolvedAndWhy() {
    resolveAndRun();
    answer = new Answer.Failed("the name servers do not answer");
    pass(Duration.ofMinutes(5));
    resolveAndRun();
    pass(Duration.ofHours(2));
    resolveAndRun();
    assertThat(lines.told())
        .containsExactly(
            "the backend name backend.internal cannot be resolved: the name servers do not answer;"
                + " its last good addresses are used",
            "the backend name backend.internal cannot be resolved: the name servers do not answer");
  }

  @Test
  void usesTheLastGoodAddressesOfTheFamilyForWhichTheNameServersFail() {
    Ip v6 = Ip.parse("2001:db8::1").orElseThrow();
    answer = new Answer.Addresses(List.of(FIRST, v6), Duration.ofSeconds(30));
    resolveAndRun();
    answer = new Answer.OneFamily(List.of(v6), Duration.ofMinutes(5));
    pass(Duration.ofMinutes(5));
    resolveAndRun();
    assertThat(got).last().isEqualTo(new Resolved(List.of(v6, FIRST)));
    answer = new Answer.Addresses(List.of(SECOND, v6), Duration.ofSeconds(30));
    pass(Duration.ofSeconds(1));
    resolveAndRun();
    resolveAndRun();
    assertThat(got).last().isEqualTo(new Resolved(List.of(SECOND, v6)));
  }

  @Test
  void aNameThatIsNoneFailsAtOnceForAWhile() {
    answer = new Answer.None();
    resolveAndRun();
    resolveAndRun();
    assertThat(got).hasSize(2).allMatch(Failed.class::isInstance);
    assertThat(asked).hasSize(1);
    pass(Duration.ofSeconds(5));
    answer = addresses(FIRST);
    resolveAndRun();
    assertThat(got).last().isEqualTo(new Resolved(List.of(FIRST)));
    assertThat(resolver.counters().failed()).isEqualTo(2);
  }

  @Test
  void aFaultIsAFailureForThoseWhoWait() {
    var faulty =
        new DnsResolver(
            _ -> {
              throw new IllegalStateException("as a test");
            },
            ResolverLimits.DEFAULT,
            now::get,
            started::add);
    faulty.resolve(NAME, got::add);
    runStarted();
    assertThat(got).containsExactly(new Failed("a fault in resolving: IllegalStateException"));
  }

  @Test
  void forgetsANameWhenThereAreTooMany() {
    DnsResolver small = resolver(SMALL);
    for (int i = 0; i < 100; i++) {
      small.resolve(DnsName.parse("n" + i).orElseThrow(), got::add);
      runStarted();
    }
    assertThat(got).hasSize(100).allMatch(Resolved.class::isInstance);
    assertThat(small.size()).isEqualTo(10);
    assertThat(small.counters().forgotten()).isEqualTo(90);
  }

  @Test
  @Timeout(20)
  void aDeadNameMakesNoOtherNameWait() {
    DnsResolver small = resolver(SMALL);
    var other = new ArrayList<Resolution>();
    answer = new Answer.Failed("silent");
    small.resolve(NAME, got::add);
    runStarted();
    pass(Duration.ofSeconds(2));
    // While the name has the only place for those that failed.
    meanwhile =
        () -> {
          meanwhile = () -> {};
          answer = addresses(SECOND);
          small.resolve(OTHER, other::add);
          runStarted();
          answer = new Answer.Failed("silent");
        };
    small.resolve(NAME, got::add);
    runStarted();
    assertThat(other).containsExactly(new Resolved(List.of(SECOND)));
    assertThat(got).hasSize(2).containsOnly(new Failed("silent"));
    assertThat(small.counters().delayed()).isZero();
  }

  @Test
  void tellsHowManyNamesHadToWaitToBeAskedFor() throws InterruptedException {
    var mayEnd = new Semaphore(0);
    var small =
        new DnsResolver(
            _ -> {
              mayEnd.acquire();
              return new Answer.Failed("silent");
            },
            SMALL,
            now::get,
            task -> Thread.ofVirtual().start(task));
    var answers = new LinkedBlockingQueue<Resolution>();
    small.resolve(NAME, answers::add);
    small.resolve(OTHER, answers::add);
    Eventually.counts("questions that waited", 1, small.counters()::delayed);
    mayEnd.release(2);
    assertThat(List.of(answers.take(), answers.take())).containsOnly(new Failed("silent"));
    assertThat(small.counters().delayedRepeats()).isZero();

    pass(Duration.ofSeconds(2));
    small.resolve(NAME, answers::add);
    small.resolve(OTHER, answers::add);
    Eventually.counts("repeats that waited", 1, small.counters()::delayedRepeats);
    mayEnd.release(2);
    assertThat(List.of(answers.take(), answers.take())).containsOnly(new Failed("silent"));
    assertThat(small.counters().delayed()).isOne();
  }

  @Test
  void manyThreadsGetOneAnswerEach() throws InterruptedException {
    var real =
        new DnsResolver(
            _ -> addresses(FIRST),
            ResolverLimits.DEFAULT,
            System::nanoTime,
            task -> Thread.ofVirtual().start(task));
    int threads = 16;
    int each = 2_000;
    var answers = new CountDownLatch(threads * each);
    Consumer<Resolution> counting = _ -> answers.countDown();
    for (int t = 0; t < threads; t++) {
      Thread.ofVirtual()
          .start(() -> {
            for (int i = 0; i < each; i++) {
              real.resolve(DnsName.parse("n" + i % 50).orElseThrow(), counting);
            }
          });
    }
    answers.await();
    assertThat(real.counters().fresh()).isEqualTo((long) threads * each);
    assertThat(real.counters().asked()).isEqualTo(50);
  }

  /// A session that is gone is kept until its name is answered, and dead names wait for each other.
  @Test
  void onlySoManySessionsWaitForNamesThatFailedBefore() {
    DnsResolver small = resolver(SMALL);
    answer = new Answer.Failed("silent");
    small.resolve(NAME, got::add);
    small.resolve(OTHER, got::add);
    runStarted();
    assertThat(got).hasSize(2);
    pass(SMALL.failureLife());
    for (int i = 0; i < 5; i++) {
      small.resolve(i < 3 ? NAME : OTHER, got::add);
    }
    assertThat(got).hasSize(2);
    small.resolve(NAME, got::add);
    assertThat(got).hasSize(3).last().isEqualTo(new Failed("silent"));
    for (int i = 0; i < 100; i++) {
      small.resolve(DnsName.parse("third.internal").orElseThrow(), got::add);
    }
    assertThat(got).as("those of a name that did not fail wait").hasSize(3);
    answer = addresses(FIRST);
    runStarted();
    assertThat(got.subList(3, got.size())).hasSize(105).containsOnly(new Resolved(List.of(FIRST)));
  }

  private static ResolverLimits small(ResolverLimits d) {
    return new ResolverLimits(
        10,
        1,
        1,
        1,
        5,
        d.timeout(),
        d.attempt(),
        d.otherFamily(),
        d.leastLife(),
        d.longestLife(),
        d.grace(),
        d.lastGood(),
        d.lastGoodAfterNo(),
        d.noLife(),
        d.failureLife(),
        d.longestFailureLife(),
        d.configurationLife());
  }

  private DnsResolver resolver(ResolverLimits limits) {
    return new DnsResolver(
        name -> {
          asked.add(name);
          meanwhile.run();
          return answer;
        },
        limits,
        now::get,
        started::add);
  }

  @Test
  void whoWaitsIsToldWhereTheSystemHasNoThread() {
    DnsResolver withoutThreads =
        new DnsResolver(
            _ -> answer,
            ResolverLimits.DEFAULT,
            now::get,
            _ -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    withoutThreads.resolve(NAME, got::add);
    assertThat(got).containsExactly(new Failed("a fault in resolving: OutOfMemoryError"));
  }

  private void resolveAndRun() {
    resolver.resolve(NAME, got::add);
    runStarted();
  }

  private void runStarted() {
    for (Runnable next = started.poll(); next != null; next = started.poll()) {
      next.run();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Answer addresses(Ip ip) {
    return new Answer.Addresses(List.of(ip), Duration.ofSeconds(30));
  }
}
