package dev.starship.resolving;

import dev.starship.address.Host;
import org.jspecify.annotations.Nullable;

/// The names as the system is configured to find them. The configuration is read with the first
/// question: reading it takes as long as the rest of a start, and many never name a backend.
final class SystemNames implements Names {
  private final ResolverLimits limits;
  private volatile @Nullable Names configured;

  SystemNames(ResolverLimits limits) {
    this.limits = limits;
  }

  @Override
  public Answer ask(Host name) throws InterruptedException {
    Names now = configured;
    return (now == null ? configure() : now).ask(name);
  }

  private synchronized Names configure() {
    Names now = configured;
    if (now == null) {
      now = DnsNames.ofSystem(limits);
      configured = now;
    }
    return now;
  }
}
