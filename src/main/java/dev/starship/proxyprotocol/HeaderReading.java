package dev.starship.proxyprotocol;

/// What the bytes of a connection tell so far of the PROXY header that they must begin with.
public sealed interface HeaderReading {
  /// The bytes so far are a good beginning of a header.
  enum NeedMore implements HeaderReading {
    NEED_MORE
  }

  /// The header is whole.
  ///
  /// @param length how many bytes it has; what is behind them belongs to the client
  record Whole(ProxyHeader header, int length) implements HeaderReading {}

  /// There is no header, or it breaks the specification or a limit.
  ///
  /// @param why a fixed phrase for the log; never bytes of the sender
  record Malformed(String why) implements HeaderReading {}
}
