package dev.starship.admission;

import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Ip;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Decides whether a backend's address may be connected to. Whoever can write routes must not be
/// able to turn Starship against the machine it runs on, its cloud's metadata service, or itself.
/// Judged at each connect, on the address and never on the name. Any thread.
public final class BackendGuard {
  private static final List<Cidr> REFUSED =
      Stream.of(
              "0.0.0.0/8", // this network (RFC 1122 section 3.2.1.3)
              "::/128",
              "127.0.0.0/8",
              "::1/128",
              "169.254.0.0/16", // link-local, and the metadata service of most clouds
              "fe80::/10",
              "224.0.0.0/4",
              "ff00::/8",
              "255.255.255.255/32",
              "fd00:ec2::/32", // metadata and credentials of containers: AWS
              "fd20:ce::254/128", // metadata: Google Cloud
              "192.0.0.192/32", // metadata: Oracle Cloud
              "fd00:c1::a9fe:a9fe/128",
              "fd00:42::42/128", // metadata: Scaleway
              "100.100.100.200/32", // metadata: Alibaba Cloud
              "fd00:100::100:200/128",
              "fd00:a9fe:a9fe::1/128", // metadata: Akamai (Linode)
              "168.63.129.16/32") // metadata: Azure
          .map(text -> Cidr.parse(text).orElseThrow())
          .toList();

  /// Prefixes whose last 32 bits are an IPv4 address that the packet ends up at: NAT64 (RFC 6052,
  /// RFC 8215) and the deprecated IPv4-compatible addresses (RFC 4291 section 2.5.5.1).
  private static final List<Cidr> EMBEDDING =
      Stream.of("64:ff9b::/96", "64:ff9b:1::/48", "::/96")
          .map(text -> Cidr.parse(text).orElseThrow())
          .toList();

  private static final Ip LOOPBACK_V4 = Ip.parse("127.0.0.1").orElseThrow();
  private static final Ip LOOPBACK_V6 = Ip.parse("::1").orElseThrow();

  private final List<Cidr> allow;
  private final Set<Address> own;

  /// The ports of `own` on which every local address is listened to.
  private final BitSet ownPorts = new BitSet();

  private final Supplier<Set<Ip>> local;

  /// @param allow ranges that are allowed although they are refused by default
  /// @param own the addresses Starship itself listens on; never allowed. An unspecified address
  ///   stands for every local one.
  /// @param local the addresses that this machine's interfaces have now, asked for at each connect
  ///   to a port of such a listener: they come and go while it runs
  public BackendGuard(List<Cidr> allow, Set<Address> own, Supplier<Set<Ip>> local) {
    this.allow = List.copyOf(allow);
    this.own = Set.copyOf(own);
    own.stream()
        .filter(address -> address.ip().isUnspecified())
        .forEach(address -> ownPorts.set(address.port()));
    this.local = local;
  }

  /// Whether a backend that a route names may be connected to.
  public boolean allows(Address backend) {
    Ip ip = embedded(backend.ip());
    if (isOwn(backend)) {
      return false;
    }
    return contains(allow, backend.ip()) || contains(allow, ip) || !contains(REFUSED, ip);
  }

  /// Whether `address` is one that Starship itself listens on. Asked for backends that the operator
  /// named: those may lie in any range, but a session must never come back to where it came from.
  public boolean isOwn(Address address) {
    Ip ip = reached(embedded(address.ip()));
    if (own.contains(ip.equals(address.ip()) ? address : new Address(ip, address.port()))) {
      return true;
    }
    return ownPorts.get(address.port()) && (ip.isLoopback() || local.get().contains(ip));
  }

  /// Where a connect to `ip` ends up: Linux takes an unspecified address for loopback.
  private static Ip reached(Ip ip) {
    if (ip.isUnspecified()) {
      return ip.isV4() ? LOOPBACK_V4 : LOOPBACK_V6;
    }
    return ip;
  }

  private static Ip embedded(Ip ip) {
    boolean carriesV4 = !ip.isUnspecified() && !ip.isLoopback() && contains(EMBEDDING, ip);
    return carriesV4 ? Ip.v4((int) ip.low()) : ip;
  }

  private static boolean contains(List<Cidr> ranges, Ip ip) {
    for (Cidr range : ranges) {
      if (range.contains(ip)) {
        return true;
      }
    }
    return false;
  }
}
