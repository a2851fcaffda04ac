package dev.starship.routing;

import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.host;
import static dev.starship.routing.ScriptedSource.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lookups on real threads, with the system's time.
@Timeout(60)
class LookupThreadsTest {
  private final ScriptedSource source = new ScriptedSource();

  private CachedLookups lookups() {
    return new CachedLookups(source, CacheSettings.DEFAULT, LookupLimits.DEFAULT);
  }

  private static CompletableFuture<RouteLookup> ask(CachedLookups lookups, String host) {
    var told = new CompletableFuture<RouteLookup>();
    lookups.ask(host(host), told::complete);
    return told;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aThousandConcurrentSessionsForAColdHostMakeOneQuestion() throws Exception {
    var allHaveAsked = new CountDownLatch(1_000);
    source.says(
        "a.com",
        (_, _) -> {
          await(allHaveAsked);
          return found("pod-a");
        });
    try (CachedLookups lookups = lookups();
        var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<RouteLookup>>();
      for (int i = 0; i < 1_000; i++) {
        all.add(
            sessions.submit(() -> {
              CompletableFuture<RouteLookup> told = ask(lookups, "a.com");
              allHaveAsked.countDown();
              return told.get(30, TimeUnit.SECONDS);
            }));
      }
      for (Future<RouteLookup> told : all) {
        assertThat(Lab.text(told.get())).isEqualTo("source pod-a");
      }
      assertThat(source.questions()).hasSize(1);
    }
  }

  @Test
  void sessionsThatComeAsTheAnswerComesAskNoSecondTime() throws Exception {
    source.saysToAll(found("pod"));
    try (CachedLookups lookups = lookups();
        var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<RouteLookup>>();
      for (int i = 0; i < 20_000; i++) {
        String host = "host" + i / 100 + ".com";
        all.add(sessions.submit(() -> ask(lookups, host).get(30, TimeUnit.SECONDS)));
      }
      for (Future<RouteLookup> told : all) {
        assertThat(told.get()).isInstanceOf(RouteLookup.Found.class);
      }
      assertThat(source.questions()).hasSize(200).doesNotHaveDuplicates();
    }
  }

  @Test
  void freshWaitEndsByItself() throws Exception {
    var isDone = new CountDownLatch(1);
    source.says("a.com", found(route("pod-a", Duration.ZERO), "", Freshness.UNSAID));
    try (CachedLookups lookups = lookups()) {
      ask(lookups, "a.com").get(30, TimeUnit.SECONDS);
      source.says(
          "a.com",
          (_, _) -> {
            await(isDone);
            return DOWN;
          });
      assertThat(Lab.text(ask(lookups, "a.com").get(30, TimeUnit.SECONDS)))
          .isEqualTo("stale pod-a");
    } finally {
      isDone.countDown();
    }
  }

  @Test
  void neverAsksTheSourceMoreOftenAtOnceThanTheLimit() throws Exception {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    var eight = new CyclicBarrier(8);
    source.saysToAll(UNKNOWN);
    // All are asked for at once, and the last one waits for all others.
    var limits = Lab.limits(8, 10_000, Duration.ofSeconds(30), 10);
    for (int i = 0; i < 2_000; i++) {
      source.says(
          "host" + i + ".com",
          (_, _) -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            await(eight);
            underWay.decrementAndGet();
            return found("pod");
          });
    }
    try (var lookups = new CachedLookups(source, CacheSettings.DEFAULT, limits)) {
      var all = new ArrayList<CompletableFuture<RouteLookup>>();
      for (int i = 0; i < 2_000; i++) {
        all.add(ask(lookups, "host" + i + ".com"));
      }
      for (CompletableFuture<RouteLookup> told : all) {
        assertThat(Lab.text(told.get(30, TimeUnit.SECONDS))).isEqualTo("source pod");
      }
    }
    assertThat(most).hasValue(8);
  }

  /// Sessions, changes and a source that does everything a source can, all at once: each session is
  /// told exactly once.
  @Test
  void everySessionIsToldExactlyOnce() throws Exception {
    var chance = new Random(7);
    List<SourceAnswer> answers =
        List.of(
            found("pod"),
            found(route("zero", Duration.ZERO), "tag", Freshness.UNSAID),
            UNKNOWN,
            ScriptedSource.UNCERTAIN,
            DOWN,
            new SourceAnswer.Unchanged(Freshness.UNSAID));
    List<Change> changes =
        List.of(
            new Change.OfHost(host("h1.com"), false),
            new Change.OfHost(host("com"), true),
            new Change.Reset(),
            new Change.Purge());
    var told = new AtomicInteger();
    int sessions = 50_000;
    var allTold = new CountDownLatch(sessions);
    try (CachedLookups lookups = lookups();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < sessions; i++) {
        if (i % 50 == 0) {
          source.says(
              "h" + chance.nextInt(5) + ".com", answers.get(chance.nextInt(answers.size())));
        }
        if (i % 200 == 0) {
          Change change = changes.get(chance.nextInt(changes.size()));
          threads.execute(() -> source.tells(change));
        }
        String host = "h" + chance.nextInt(5) + ".com";
        threads.execute(() ->
            lookups.ask(
                host(host),
                _ -> {
                  told.incrementAndGet();
                  allTold.countDown();
                }));
      }
      await(allTold);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(told).hasValue(sessions);
  }
}
