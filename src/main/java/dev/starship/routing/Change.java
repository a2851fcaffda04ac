package dev.starship.routing;

import dev.starship.address.Host;

/// A change that a source tells of.
public sealed interface Change {
  /// What is remembered of one host is no longer right; a pattern `*.shop.com` is told as the host
  /// `shop.com` with `deeper`.
  ///
  /// @param host the host, or the parent of a wildcard
  /// @param deeper whether every deeper name is meant too
  record OfHost(Host host, boolean deeper) implements Change {}

  /// Nothing that is remembered may be used any more.
  record Purge() implements Change {}

  /// Changes may have been missed: everything remembered has to be asked for again, and may be used
  /// until then.
  record Reset() implements Change {}
}
