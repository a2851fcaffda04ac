package dev.starship.resolving;

import dev.starship.address.Ip;
import java.util.List;

/// The answer to one name.
public sealed interface Resolution {
  /// The name has addresses.
  ///
  /// @param ips at least one, in the order to try them
  record Resolved(List<Ip> ips) implements Resolution {
    /// Keeps an unmodifiable copy.
    public Resolved {
      ips = List.copyOf(ips);
    }
  }

  /// The name has no address, or it could not be found out and none is remembered.
  ///
  /// @param why one phrase for the log
  record Failed(String why) implements Resolution {}
}
