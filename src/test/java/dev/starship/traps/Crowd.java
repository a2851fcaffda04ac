package dev.starship.traps;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many clients at the same time, one connection each.
final class Crowd implements AutoCloseable {
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<String>> visits = new ArrayList<>();

  private Crowd() {}

  /// Visits each of `hosts`, all at once, in the background.
  static Crowd of(Balancer balancer, List<String> hosts) {
    Crowd crowd = new Crowd();
    for (String host : hosts) {
      crowd.visits.add(crowd.clients.submit(() -> balancer.visit(host)));
    }
    return crowd;
  }

  /// What [Balancer#visit] says to each of `hosts`, visited all at once.
  static List<String> visit(Balancer balancer, List<String> hosts)
      throws InterruptedException, ExecutionException {
    try (Crowd crowd = of(balancer, hosts)) {
      return crowd.replies();
    }
  }

  /// What [Balancer#visit] says to each, once all have gone.
  List<String> replies() throws InterruptedException, ExecutionException {
    List<String> replies = new ArrayList<>();
    for (Future<String> visit : visits) {
      replies.add(visit.get());
    }
    return replies;
  }

  @Override
  public void close() {
    clients.shutdownNow();
  }
}
