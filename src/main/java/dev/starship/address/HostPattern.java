package dev.starship.address;

import dev.starship.address.Parsed.Invalid;
import dev.starship.address.Parsed.Valid;

/// The hosts that an entry of a routes file speaks of: one host, or with `*.` before it every
/// deeper name but not the host itself. Immutable, any thread.
///
/// @param host the host, or the parent of all hosts meant
/// @param deeper whether the deeper names are meant
public record HostPattern(Host host, boolean deeper) {
  private static final String DEEPER = "*.";

  /// Reads `a.com` or `*.a.com` as a person writes it; the errors are those of [HostText#parse].
  public static Parsed<HostPattern> parse(String text) {
    boolean deeper = text.startsWith(DEEPER);
    return switch (HostText.parse(deeper ? text.substring(DEEPER.length()) : text)) {
      case Valid<Host>(Host host) -> new Valid<>(new HostPattern(host, deeper));
      case Invalid<Host>(String _) when text.startsWith("*") && text.indexOf('.') < 0 ->
          new Invalid<>("a pattern is *. before a host, as in *.shop.com");
      case Invalid<Host>(String why) -> new Invalid<>(why);
    };
  }

  /// The pattern as it is written: `a.com` or `*.a.com`.
  @Override
  public String toString() {
    return deeper ? DEEPER + host : host.name();
  }
}
