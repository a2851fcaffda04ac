package dev.starship.proxy;

import dev.starship.address.Cidr;
import dev.starship.address.Ip;
import java.util.List;

/// Whose word is taken for where a request comes from.
///
/// @param trusted the addresses of proxies whose `X-Forwarded-*` and `Forwarded` are kept; by
///   default nobody's
public record ForwardedSettings(List<Cidr> trusted) {
  /// Nobody's.
  public static final ForwardedSettings DEFAULT = new ForwardedSettings(List.of());

  /// Keeps an unmodifiable copy.
  public ForwardedSettings {
    trusted = List.copyOf(trusted);
  }

  boolean trusts(Ip client) {
    for (Cidr range : trusted) {
      if (range.contains(client)) {
        return true;
      }
    }
    return false;
  }
}
