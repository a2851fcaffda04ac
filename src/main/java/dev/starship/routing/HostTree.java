package dev.starship.routing;

import dev.starship.address.Host;

/// How hosts stand to each other in the DNS.
final class HostTree {
  private HostTree() {}

  /// Whether `host` is `parent` or a deeper name of it.
  static boolean covers(Host parent, Host host) {
    String name = host.name();
    int dot = name.length() - parent.name().length() - 1;
    return dot == -1
        ? host.equals(parent)
        : dot > 0 && name.charAt(dot) == '.' && name.endsWith(parent.name());
  }
}
