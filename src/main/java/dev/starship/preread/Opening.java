package dev.starship.preread;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.http.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the first bytes of a connection tell.
public sealed interface Opening {
  /// A whole ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2).
  ///
  /// @param host the first `host_name` of server_name (RFC 6066 section 3), normalised; null
  ///   without one or if it is no host
  /// @param alpn the protocols offered (RFC 7301), in order, at most the first 32; empty without
  ///   the extension
  /// @param offersTls13 whether supported_versions offers TLS 1.3
  /// @param hasEarlyData whether early_data (42) is present: bytes behind the hello may be 0-RTT
  ///   data
  /// @param length bytes of the opening that the hello fills, record headers counted
  record Tls(
      @Nullable Host host, List<String> alpn, boolean offersTls13, boolean hasEarlyData, int length)
      implements Opening {}

  /// A whole request head.
  ///
  /// @param head the parsed head, whose length says where the body begins
  record Http(RequestHead head) implements Opening {}

  /// Neither TLS nor HTTP (an SSLv2 hello, SSH, anything else): nothing more will be learnt from
  /// it.
  record Other() implements Opening {}

  /// The bytes so far are a good beginning of something.
  ///
  /// @param protocol what it is going to be, [Protocol#NONE] as long as there is no byte
  record NeedMore(Protocol protocol) implements Opening {}

  /// The bytes break the framing of what they began, or a limit.
  ///
  /// @param protocol TLS or HTTP
  /// @param ending the ending that this makes
  /// @param status the HTTP status it is answered with; 0 with TLS, which answers with an alert
  /// @param why a fixed phrase for pages; never bytes of the client
  /// @param asked what was read of a request before that
  record Malformed(Protocol protocol, Ending ending, int status, String why, Asked asked)
      implements Opening {
    /// A malformed ClientHello.
    Malformed(Ending ending, String why) {
      this(Protocol.TLS, ending, 0, why, Asked.NOTHING);
    }
  }

  /// What a request whose head is bad asked for, as far as it was read: how it wants to be told.
  ///
  /// @param method null if the request line ended before
  /// @param accept `Accept`, several field lines joined by commas; null without one
  record Asked(@Nullable String method, @Nullable String accept) {
    /// Of a request of which nothing was read.
    public static final Asked NOTHING = new Asked(null, null);
  }
}
