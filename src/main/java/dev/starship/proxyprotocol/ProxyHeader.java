package dev.starship.proxyprotocol;

import dev.starship.address.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a PROXY header says of the connection behind it. Immutable, any thread.
///
/// @param addresses who the client is; null if the header does not say (LOCAL, UNKNOWN, a UNIX
///   socket, datagrams): then the real peer counts
/// @param tlvs what else it says; version 1 says nothing else
public record ProxyHeader(@Nullable Addresses addresses, Tlvs tlvs) {
  /// The sender speaks for itself, as with a health check.
  public static final ProxyHeader LOCAL = new ProxyHeader(null, Tlvs.NONE);

  /// The two ends of the client's own connection.
  ///
  /// @param client where it comes from
  /// @param destination where it was made to
  public record Addresses(Address client, Address destination) {}

  /// The additions of version 2 that Starship uses; others are passed over. Texts hold bytes, one
  /// to a char.
  ///
  /// @param alpn the protocol spoken inside (RFC 7301); null if not told
  /// @param authority the server name that the client asked for; null if not told
  /// @param uniqueId the sender's name for the connection, 128 bytes at most; null if not told
  /// @param nodes the ids of the balancers of this kind that the connection came through, in order
  /// @param overTls whether the client came over TLS, which ended before this connection
  public record Tlvs(
      @Nullable String alpn,
      @Nullable String authority,
      @Nullable String uniqueId,
      List<Long> nodes,
      boolean overTls) {
    /// Nothing added.
    public static final Tlvs NONE = new Tlvs(null, null, null, List.of(), false);

    /// Copies the list.
    public Tlvs {
      nodes = List.copyOf(nodes);
    }
  }
}
