package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.admission.BackendGuard;
import dev.starship.proxy.Decision.Connect;
import dev.starship.resolving.Resolution;
import dev.starship.resolving.Resolver;
import dev.starship.routing.Backend;
import dev.starship.transport.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The addresses that one session may be connected to: those of its route's backends, once their
/// names are resolved, as far as the guard allows them.
final class Candidates {
  private final Connect decision;
  private final BackendGuard guard;

  /// The answers to names, by the index of the backend; null for those given by address, and as a
  /// whole if all are.
  private @Nullable Awaited<Resolution> @Nullable [] names;

  private boolean refused;

  Candidates(Connect decision, BackendGuard guard) {
    this.decision = decision;
    this.guard = guard;
  }

  /// Asks for the addresses of all names.
  ///
  /// @param wake run when an answer came
  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
  void resolve(Resolver resolver, EventLoop loop, Runnable wake) {
    List<Backend> backends = decision.backends();
    for (int i = 0; i < backends.size(); i++) {
      if (backends.get(i).ip() == null) {
        if (names == null) {
          names = new Awaited[backends.size()];
        }
        Awaited<Resolution> name = new Awaited<>(loop, wake);
        names[i] = name;
        resolver.resolve(Host.parse(backends.get(i).name()).orElseThrow(), name);
      }
    }
  }

  /// Whether it makes sense to choose now: every name of the first priority has an answer, and if
  /// that leads nowhere, every other too.
  boolean known() {
    if (names == null) {
      return true;
    }
    int first = decision.backends().stream().mapToInt(Backend::priority).min().orElse(0);
    return answered(first) && (!list().isEmpty() || answered(Integer.MAX_VALUE));
  }

  private boolean answered(int upToPriority) {
    for (int i = 0; i < decision.backends().size(); i++) {
      Awaited<Resolution> name = name(i);
      if (name != null
          && name.answer() == null
          && decision.backends().get(i).priority() <= upToPriority) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Awaited<Resolution> name(int backend) {
    return names == null ? null : names[backend];
  }

  /// Whether an address was left out because the guard does not allow it.
  boolean refused() {
    return refused;
  }

  /// Those known now.
  List<Candidate> list() {
    List<Candidate> list = new ArrayList<>(decision.backends().size());
    for (int i = 0; i < decision.backends().size(); i++) {
      Backend backend = decision.backends().get(i);
      Ip ip = backend.ip();
      add(backend, ip != null ? List.of(ip) : resolved(i), list);
    }
    return list;
  }

  private List<Ip> resolved(int backend) {
    Awaited<Resolution> name = name(backend);
    return name != null && name.answer() instanceof Resolution.Resolved(List<Ip> ips)
        ? ips
        : List.of();
  }

  private static boolean hasV4(List<Ip> ips) {
    for (Ip ip : ips) {
      if (ip.isV4()) {
        return true;
      }
    }
    return false;
  }

  /// Of a name with addresses of both families, IPv6 comes after IPv4: it may exist in DNS only.
  private void add(Backend backend, List<Ip> ips, List<Candidate> to) {
    boolean hasV4 = hasV4(ips);
    for (Ip ip : ips) {
      Address address = new Address(ip, decision.port(backend));
      if (decision.trusted() ? guard.isOwn(address) : !guard.allows(address)) {
        refused = true;
      } else {
        int priority = 2 * backend.priority() + (hasV4 && !ip.isV4() ? 1 : 0);
        double weight = (double) backend.weight() / ips.size();
        to.add(new Candidate(address, weight, priority, backend.cluster()));
      }
    }
  }
}
