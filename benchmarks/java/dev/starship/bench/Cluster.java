package dev.starship.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where a host of the comparison lives. There are several, each on a loopback address of its own:
/// thousands of connections a second to one address would wear out its ports, and the search for a
/// free one would be what is measured.
///
/// @param number from 1
record Cluster(int number) {
  private static final int COUNT = 32;

  /// All clusters.
  static List<Cluster> all() {
    return IntStream.rangeClosed(1, COUNT).mapToObj(Cluster::new).toList();
  }

  /// The host that leads here.
  String host() {
    return "bench-" + number + ".example.com";
  }

  /// The host that leads here behind a PROXY header.
  String proxiedHost() {
    return "proxied-" + number + ".example.com";
  }

  /// The host that leads here and to the two clusters behind.
  String spreadHost() {
    return "spread-" + number + ".example.com";
  }

  /// The cluster so many behind, the first after the last.
  Cluster behind(int steps) {
    return new Cluster((number - 1 + steps) % COUNT + 1);
  }

  /// Its loopback address.
  String address() {
    return "127.0.1." + number;
  }

  /// One line for each cluster.
  static String lines(Function<Cluster, String> line) {
    return all().stream().map(line).collect(Collectors.joining("\n"));
  }
}
