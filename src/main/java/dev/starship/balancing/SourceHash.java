package dev.starship.balancing;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.util.Comparator;
import java.util.List;

/// The same client always to the same backend, on every node. Each backend has a score with each
/// client (rendezvous hashing, weighted), so that a backend that leaves or comes moves only its own
/// clients. Who is overfull is passed over, which moves as few as needed (consistent hashing with
/// bounded loads). A client is an IPv4 address or an IPv6 /64.
final class SourceHash {
  private SourceHash() {}

  static Choice choose(List<Choice> choices, Ip client, BalancingLimits limits) {
    double shares = 0;
    long connections = 1;
    for (Choice choice : choices) {
      shares += choice.share();
      connections += choice.connections();
    }
    double perShare = limits.overfullPercent() / 100.0 * connections / shares;
    List<Scored> byScore =
        choices.stream()
            .map(choice -> new Scored(choice, score(choice, client)))
            .sorted(Comparator.comparingDouble(Scored::score).reversed())
            .toList();
    for (Scored scored : byScore) {
      Choice choice = scored.choice();
      if (choice.connections() < limits.overfullConnections()
          || choice.connections() + 1 <= Math.ceil(perShare * choice.share())) {
        return choice;
      }
    }
    return byScore.getFirst().choice();
  }

  private record Scored(Choice choice, double score) {}

  /// Of two backends with shares v and w, the first scores higher for v/(v+w) of the clients.
  private static double score(Choice choice, Ip client) {
    Address address = choice.address();
    long hash = client.isV4() ? mix(client.low()) : mix(client.high());
    hash = mix(hash ^ address.ip().high());
    hash = mix(hash ^ address.ip().low());
    hash = mix(hash ^ address.port());
    double between0And1 = ((hash >>> 11) + 0.5) * 0x1.0p-53;
    return -choice.share() / Math.log(between0And1);
  }

  /// The finaliser of SplitMix64.
  private static long mix(long bits) {
    long mixed = bits + 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }
}
