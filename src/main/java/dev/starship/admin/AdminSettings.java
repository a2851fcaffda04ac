package dev.starship.admin;

import dev.starship.address.Address;
import org.jspecify.annotations.Nullable;

/// Where the admin port is and who may use it.
///
/// @param bind the address; port 0 lets the system choose one [127.0.0.1:9090]
/// @param token what clients send as `Authorization: Bearer`; null if anyone who can connect may do
///   everything, which only a loopback address allows. `/health/*` and `/metrics` never ask for it
public record AdminSettings(Address bind, @Nullable String token) {
  /// Loopback, without a token.
  public static final AdminSettings DEFAULT =
      new AdminSettings(Address.parse("127.0.0.1:9090").orElseThrow(), null);

  /// Checks that an address which others can reach has a token.
  public AdminSettings {
    if (token == null && !bind.ip().isLoopback()) {
      throw new IllegalArgumentException(
          "the admin address "
              + bind
              + " can be reached by others, so it needs a token; or bind it to 127.0.0.1");
    }
    if (token != null && !token.matches("[!-~]+")) {
      throw new IllegalArgumentException(
          "an admin token is one or more visible ASCII characters without spaces");
    }
  }

  /// Keeps the token out of logs.
  @Override
  public String toString() {
    return "AdminSettings[bind=" + bind + ", token=" + (token == null ? "none" : "set") + "]";
  }
}
