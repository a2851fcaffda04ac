package dev.starship.resolving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// With time and threads that only go on when the test says so.
class DnsResolverTest {
  private static final Host NAME = Host.parse("backend.internal").orElseThrow();
  private static final Ip FIRST = Ip.v4(0x0A000001);
  private static final Ip SECOND = Ip.v4(0x0A000002);

  private final AtomicLong now = new AtomicLong();
  private final Queue<Runnable> started = new ArrayDeque<>();
  private final List<Host> asked = new ArrayList<>();
  private final List<Resolution> got = new ArrayList<>();
  private Answer answer = addresses(FIRST);
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
    ResolverLimits d = ResolverLimits.DEFAULT;
    var small =
        resolver(
            new ResolverLimits(
                10,
                1,
                1,
                d.timeout(),
                d.attempt(),
                d.otherFamily(),
                d.leastLife(),
                d.longestLife(),
                d.grace(),
                d.lastGood(),
                d.lastGoodAfterNo(),
                d.noLife(),
                d.failureLife()));
    for (int i = 0; i < 100; i++) {
      small.resolve(Host.parse("n" + i).orElseThrow(), got::add);
      runStarted();
    }
    assertThat(got).hasSize(100).allMatch(Resolved.class::isInstance);
    assertThat(small.size()).isEqualTo(10);
    assertThat(small.counters().forgotten()).isEqualTo(90);
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
              real.resolve(Host.parse("n" + i % 50).orElseThrow(), counting);
            }
          });
    }
    answers.await();
    assertThat(real.counters().fresh()).isEqualTo((long) threads * each);
    assertThat(real.counters().asked()).isEqualTo(50);
  }

  private DnsResolver resolver(ResolverLimits limits) {
    return new DnsResolver(
        name -> {
          asked.add(name);
          return answer;
        },
        limits,
        now::get,
        started::add);
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
