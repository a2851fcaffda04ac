package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.admission.BackendGuard;
import dev.starship.proxy.Decision.Connect;
import dev.starship.resolving.DnsName;
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
        resolver.resolve(DnsName.parse(backends.get(i).name()).orElseThrow(), name);
      }
    }
  }

  /// Whether it makes sense to choose now: every name of the first priority has an answer, and if
  /// that leads nowhere, every other too.
  ///
  /// @param tried those that lead nowhere
  /// @param last whether there is one choice left, which is not to be lost on what happens to be
  ///   known
  boolean known(List<Address> tried, boolean last) {
    if (names == null) {
      return true;
    }
    if (last) {
      return answered(Integer.MAX_VALUE);
    }
    int first = decision.backends().stream().mapToInt(Backend::priority).min().orElse(0);
    return answered(first) && (leadsOn(tried) || answered(Integer.MAX_VALUE));
  }

  private boolean leadsOn(List<Address> tried) {
    return list().stream().anyMatch(one -> !tried.contains(one.address()));
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
      Ip ip = decision.backends().get(i).ip();
      add(i, ip != null ? List.of(ip) : resolved(i), list);
    }
    return list;
  }

  private List<Ip> resolved(int backend) {
    Awaited<Resolution> name = name(backend);
    return name != null && name.answer() instanceof Resolution.Resolved(List<Ip> ips)
        ? ips
        : List.of();
  }

  /// Those of the same name as `one`, but of the other address family: who may race with it.
  List<Candidate> rivals(Candidate one) {
    if (name(one.backend()) == null) {
      return List.of();
    }
    List<Candidate> rivals = list();
    rivals.removeIf(other ->
        other.backend() != one.backend()
            || other.address().ip().isV4() == one.address().ip().isV4());
    return rivals;
  }

  private void add(int index, List<Ip> ips, List<Candidate> to) {
    Backend backend = decision.backends().get(index);
    for (Ip ip : ips) {
      Address address = new Address(ip, decision.port(backend));
      if (decision.trusted() ? guard.isOwn(address) : !guard.allows(address)) {
        refused = true;
      } else {
        double weight = (double) backend.weight() / ips.size();
        to.add(new Candidate(address, weight, backend.priority(), index, backend.cluster()));
      }
    }
  }
}
