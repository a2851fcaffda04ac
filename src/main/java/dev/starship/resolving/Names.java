package dev.starship.resolving;

import dev.starship.address.Ip;
import java.time.Duration;
import java.util.List;

/// Whom to ask for the addresses of a name. Called by many virtual threads at once.
interface Names {
  /// Asks for `name` and blocks until there is an answer. Never throws for anything the network
  /// does.
  Answer ask(DnsName name) throws InterruptedException;

  /// What was answered.
  sealed interface Answer {
    /// The name has addresses.
    ///
    /// @param ips at least one
    /// @param ttl how long they hold
    record Addresses(List<Ip> ips, Duration ttl) implements Answer {}

    /// Only one family has addresses, because those of the other could not be found out in time.
    ///
    /// @param ips at least one, all of one family
    /// @param ttl how long they hold
    record OneFamily(List<Ip> ips, Duration ttl) implements Answer {}

    /// There is no such name, or it has no address.
    record None() implements Answer {}

    /// It could not be found out.
    ///
    /// @param why one phrase for the log
    record Failed(String why) implements Answer {}
  }
}
