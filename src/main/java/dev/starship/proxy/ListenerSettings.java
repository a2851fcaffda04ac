package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Ip;
import java.util.List;

/// One place where clients connect.
///
/// @param bind its address
/// @param requiresProxyHeader whether every connection begins with a PROXY header; never guessed
/// @param trustedProxies who may send one; others are refused. Not empty if one is required
/// @param maxSessions how many sessions may have come through it and be open; 0 = no limit
public record ListenerSettings(
    Address bind, boolean requiresProxyHeader, List<Cidr> trustedProxies, int maxSessions) {
  /// Copies the list, and checks that a required header can come from somebody.
  public ListenerSettings {
    trustedProxies = List.copyOf(trustedProxies);
    if (requiresProxyHeader && trustedProxies.isEmpty()) {
      throw new IllegalArgumentException("a required PROXY header comes from nobody");
    }
  }

  /// A listener for clients themselves.
  public static ListenerSettings forClients(Address bind) {
    return new ListenerSettings(bind, false, List.of(), 0);
  }

  /// Whether `peer` may say who the client is.
  boolean trusts(Ip peer) {
    return trustedProxies.stream().anyMatch(range -> range.contains(peer));
  }
}
