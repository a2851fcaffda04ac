package dev.starship.resolving;

import dev.starship.address.Ip;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks the hosts file, then name servers, for the IPv4 and the IPv6 addresses of a name at once.
final class DnsNames implements Names {
  private static final Logger LOG = LoggerFactory.getLogger(DnsNames.class);
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final Answer NONE = new Answer.None();
  private static final Answer SILENT = new Answer.Failed("the name servers do not answer in time");

  private final List<Resolver> servers;
  private final SearchRules search;
  private final HostsFileParser hosts;
  private final ResolverLimits limits;

  /// How names that are not fully written out are completed (`search` and `ndots` in resolv.conf).
  ///
  /// @param path the domains to try
  /// @param dots a name with as many dots is first tried as it is
  record SearchRules(List<Name> path, int dots) {}

  DnsNames(
      List<Resolver> servers, SearchRules search, HostsFileParser hosts, ResolverLimits limits) {
    this.servers = List.copyOf(servers);
    this.search = search;
    this.hosts = hosts;
    this.limits = limits;
  }

  /// As the system is configured now to do it.
  static DnsNames ofSystem(ResolverLimits limits) {
    // Not getCurrentConfig(), which is that of the first time.
    ResolverConfig config = new ResolverConfig();
    var servers = new ArrayList<Resolver>();
    for (var address : config.servers()) {
      var server = new SimpleResolver(address);
      server.setTimeout(limits.attempt());
      servers.add(server);
    }
    return new DnsNames(
        servers,
        new SearchRules(config.searchPath(), config.ndots()),
        new HostsFileParser(),
        limits);
  }

  @Override
  public Answer ask(DnsName name) throws InterruptedException {
    List<Ip> written = inHostsFile(name);
    if (!written.isEmpty()) {
      return new Answer.Addresses(written, Duration.ZERO);
    }
    var asked4 = new NameServers(servers, limits.attempt());
    var asked6 = new NameServers(servers, limits.attempt());
    try {
      CompletableFuture<Answer> v4 = ask(name, Type.A, asked4);
      CompletableFuture<Answer> v6 = ask(name, Type.AAAA, asked6);
      long deadline = System.nanoTime() + limits.timeout().toNanos();
      Answer first = within(limits.timeout(), v4);
      Duration left = Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
      boolean inAHurry =
          first instanceof Answer.Addresses && limits.otherFamily().compareTo(left) < 0;
      return together(first, within(inAHurry ? limits.otherFamily() : left, v6));
    } finally {
      // What is still under way would take sockets that no limit counts.
      asked4.end();
      asked6.end();
    }
  }

  /// A name that is in the file is not asked for at all, as the system's own resolver does it.
  private List<Ip> inHostsFile(DnsName name) {
    var ips = new ArrayList<Ip>();
    try {
      Name written = Name.fromString(name.host().name(), Name.root);
      for (int type : new int[] {Type.A, Type.AAAA}) {
        hosts
            .getAddressForHost(written, type)
            .map(ip -> Ip.of(ip.getAddress()))
            .ifPresent(ips::add);
      }
    } catch (IOException e) {
      LOG.debug("the hosts file cannot be read: {}", e.toString());
    }
    return ips;
  }

  private Answer within(Duration time, CompletableFuture<Answer> question)
      throws InterruptedException {
    try {
      return question.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return SILENT;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a DNS lookup failed in an unknown way", e);
    }
  }

  private static Answer together(Answer v4, Answer v6) {
    if (v4 instanceof Answer.Addresses(List<Ip> ips4, Duration ttl4)) {
      if (v6 instanceof Answer.Addresses(List<Ip> ips6, Duration ttl6)) {
        var all = new ArrayList<>(ips4);
        all.addAll(ips6);
        return new Answer.Addresses(all, ttl4.compareTo(ttl6) < 0 ? ttl4 : ttl6);
      }
      return v6 instanceof Answer.Failed ? new Answer.OneFamily(ips4, ttl4) : v4;
    }
    if (v6 instanceof Answer.Addresses(List<Ip> ips6, Duration ttl6)) {
      return v4 instanceof Answer.Failed ? new Answer.OneFamily(ips6, ttl6) : v6;
    }
    return v4 instanceof Answer.None ? v6 : v4;
  }

  private CompletableFuture<Answer> ask(DnsName name, int type, NameServers asked) {
    LookupSession session =
        LookupSession.builder()
            .resolver(asked)
            .searchPath(search.path())
            .ndots(search.dots())
            .executor(THREADS)
            .build();
    return session
        .lookupAsync(dnsName(name), type)
        .handle(
            (result, failure) -> failure == null ? found(result, asked.leastTtl()) : not(failure))
        .toCompletableFuture();
  }

  private static Name dnsName(DnsName name) {
    try {
      return Name.fromString(name.toString());
    } catch (TextParseException e) {
      throw new IllegalStateException("every host is a DNS name, but not " + name, e);
    }
  }

  private static Answer found(LookupResult result, Duration ttl) {
    var ips = new ArrayList<Ip>();
    for (Record record : result.getRecords()) {
      switch (record) {
        case ARecord a -> ips.add(Ip.of(a.getAddress().getAddress()));
        case AAAARecord aaaa -> ips.add(Ip.of(aaaa.getAddress().getAddress()));
        default -> {}
      }
    }
    return ips.isEmpty() ? NONE : new Answer.Addresses(ips, ttl);
  }

  private static Answer not(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case NoSuchDomainException _ -> NONE;
      case NoSuchRRSetException _ -> NONE;
      case TimeoutException _ -> SILENT;
      default -> new Answer.Failed("the name servers fail: " + cause.getMessage());
    };
  }
}
