package dev.starship;

import dev.starship.accesslog.AccessLog;
import dev.starship.address.Address;
import dev.starship.admin.AdminServer;
import dev.starship.admin.Readiness;
import dev.starship.admission.BackendGuard;
import dev.starship.config.Settings;
import dev.starship.files.FileTrouble;
import dev.starship.health.CheckSettings;
import dev.starship.health.HealthChecks;
import dev.starship.health.HealthLimits;
import dev.starship.health.Standings;
import dev.starship.health.Watch;
import dev.starship.http.HttpLimits;
import dev.starship.metrics.Metrics;
import dev.starship.pageserver.PageCertificate;
import dev.starship.pageserver.PageServer;
import dev.starship.proxy.ListenerSettings;
import dev.starship.proxy.PoolLimits;
import dev.starship.proxy.Proxy;
import dev.starship.proxy.ProxySettings;
import dev.starship.proxy.RaceLimits;
import dev.starship.proxy.RefusalLimits;
import dev.starship.proxy.RelayLimits;
import dev.starship.proxy.RequestLimits;
import dev.starship.proxy.RetryLimits;
import dev.starship.proxy.UnknownSettings;
import dev.starship.refusal.PageFolder;
import dev.starship.refusal.Pages;
import dev.starship.resolving.DnsResolver;
import dev.starship.resolving.ResolverLimits;
import dev.starship.seldom.SeldomLine;
import dev.starship.transport.EventLoop;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Transport;
import dev.starship.transport.TransportException;
import dev.starship.transport.Transports;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running balancer: everything it consists of, in the order in which it starts. Started, drained
/// and closed by one thread; reloaded by any.
public final class Starship implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Starship.class);

  /// Platform threads: opening a file may hang, and would keep a virtual thread's core.
  private static final ThreadFactory REOPENING =
      Thread.ofPlatform().daemon().name("access-log-reopen").factory();

  private final Opened opened;
  private final Settings settings;
  private final SeldomLine faults = SeldomLine.ofFaults(LOG, System::nanoTime);
  private final AdminServer admin;
  private final @Nullable AccessLog accessLog;
  private final RouteSources sources;
  private final Proxy proxy;
  private final List<Address> addresses = new ArrayList<>();
  private volatile String missing = "the listeners are not bound yet";

  /// Starts a balancer. When it returns, clients are served.
  ///
  /// @param version of the product, for the metrics
  /// @param commit that it was built from
  /// @throws StartException if it cannot start; nothing stays open then
  public static Starship start(Settings settings, String version, String commit)
      throws StartException {
    Opened opened = new Opened();
    try {
      return new Starship(settings, new Metrics(version, commit), opened);
    } catch (StartException | RuntimeException failed) {
      opened.close();
      throw failed;
    }
  }

  private Starship(Settings settings, Metrics metrics, Opened opened) throws StartException {
    this.opened = opened;
    this.settings = settings;
    // The admin port is exclusive, so a second instance fails here and does not share the traffic.
    admin = opened.add(bindAdmin(metrics));
    accessLog = openLog();
    sources = opened.add(RouteSources.open(settings));
    DnsResolver resolver = new DnsResolver(ResolverLimits.DEFAULT);
    Pages pages = pages();
    PageServer tlsPages = tlsPages(pages);
    UnknownSettings unknown =
        new UnknownSettings(
            settings.unknown().backend(), tlsPages == null ? null : tlsPages.address());
    List<EventLoop> loops = newLoops();
    Standings standings = new Standings(settings.backends().health(), HealthLimits.DEFAULT);
    HealthChecks checks = healthChecks(standings);
    SecureRandom random = new SecureRandom();
    proxy =
        new Proxy(
            loops,
            new ProxySettings(
                settings.preread(),
                HttpLimits.DEFAULT,
                RequestLimits.DEFAULT,
                settings.forwarded(),
                settings.backends(),
                PoolLimits.DEFAULT,
                RetryLimits.DEFAULT,
                RaceLimits.DEFAULT,
                unknown,
                relayLimits(loops.size()),
                settings.admission(),
                RefusalLimits.DEFAULT),
            standings,
            checks == null ? Watch.NOBODY : checks,
            () -> new SessionListeners(metrics.ofLoop(), accessLog),
            System::currentTimeMillis,
            random,
            random.nextLong());
    listen();
    proxy.start(sources.lookups(), resolver, guard(), pages);
    Instruments instruments = new Instruments(metrics);
    instruments.show(resolver.counters());
    new SourceInstruments(metrics).show(sources);
    if (tlsPages != null) {
      instruments.show(tlsPages);
    }
    show(instruments, loops);
    if (checks != null) {
      instruments.show(checks);
    }
    missing = "";
  }

  /// The heap is half of the memory, so an eighth of that is what slow receivers may hold.
  private static RelayLimits relayLimits(int loops) {
    long mostBytes = Runtime.getRuntime().maxMemory() / 4;
    return RelayLimits.DEFAULT.within(mostBytes / loops, LoopLimits.DEFAULT);
  }

  private AdminServer bindAdmin(Metrics metrics) throws StartException {
    try {
      return AdminServer.start(settings.admin(), this::readiness, metrics);
    } catch (IOException failed) {
      throw new StartException(failed, false);
    }
  }

  private Readiness readiness() {
    String now = missing;
    return now.isEmpty() ? Readiness.READY : new Readiness(List.of(now));
  }

  private @Nullable AccessLog openLog() throws StartException {
    try {
      return AccessLog.open(settings.accessLog()).map(opened::add).orElse(null);
    } catch (IOException failed) {
      throw new StartException(
          "the access log "
              + settings.accessLog().path()
              + " cannot be opened: "
              + FileTrouble.why(failed),
          true);
    }
  }

  private Pages pages() throws StartException {
    Path folder = settings.unknown().pages();
    if (folder == null) {
      return Pages.builtIn();
    }
    PageFolder read = PageFolder.read(folder);
    if (!read.problems().isEmpty()) {
      throw new StartException(String.join("\n", read.problems()), true);
    }
    return Pages.withCustom(read.html());
  }

  private @Nullable PageServer tlsPages(Pages pages) throws StartException {
    if (!settings.unknown().tlsPage()) {
      return null;
    }
    Settings.Certificate files = settings.unknown().certificate();
    try {
      PageCertificate certificate =
          files == null
              ? PageCertificate.selfSigned(Instant.now())
              : PageCertificate.load(files.chain(), files.key());
      return opened.add(PageServer.start(certificate, pages, Clock.systemUTC()));
    } catch (IOException | GeneralSecurityException failed) {
      throw new StartException(failed, files != null);
    }
  }

  private @Nullable HealthChecks healthChecks(Standings standings) {
    CheckSettings check = settings.backends().health().check();
    return check.isOn() ? opened.add(HealthChecks.start(check, standings)) : null;
  }

  private List<EventLoop> newLoops() throws StartException {
    try {
      Transport transport = transport();
      List<EventLoop> loops = new ArrayList<>();
      for (int i = 0; i < settings.loops(); i++) {
        loops.add(
            opened.add(
                transport.newLoop(transport.name() + "-" + i, LoopLimits.DEFAULT, this::report)));
      }
      return loops;
    } catch (TransportException failed) {
      throw new StartException(failed, false);
    }
  }

  private Transport transport() {
    return switch (settings.transport()) {
      case AUTO -> Transports.best();
      case EPOLL -> Transports.epoll();
      case NIO -> Transports.nio();
    };
  }

  private void report(Throwable bug) {
    faults.error("A fault in the data path ended one session; please report it", bug);
  }

  private void listen() throws StartException {
    try {
      for (ListenerSettings listener : settings.listeners()) {
        addresses.add(proxy.listen(listener));
      }
    } catch (TransportException failed) {
      throw new StartException(failed, false);
    }
  }

  private BackendGuard guard() throws StartException {
    Set<Address> own = new HashSet<>(addresses);
    own.add(admin.address());
    try {
      return new BackendGuard(settings.allow(), own, opened.add(LocalAddresses.watch()));
    } catch (SocketException failed) {
      throw new StartException(failed, false);
    }
  }

  private void show(Instruments instruments, List<EventLoop> loops) {
    instruments.show(loops);
    instruments.show(proxy);
    if (accessLog != null) {
      instruments.show(accessLog);
    }
  }

  /// The addresses of the listeners as bound, in the order of the settings.
  public List<Address> listeners() {
    return List.copyOf(addresses);
  }

  /// The admin address as bound.
  public Address adminAddress() {
    return admin.address();
  }

  /// Opens the access log anew, for whoever has moved its file, and reads routes files again,
  /// neither of which waits for the other. What cannot be used is logged and the old stays. Returns
  /// when both are done.
  public void reload() {
    // At once: the log may hang for seconds, and reading a large routes file takes as long.
    try (ExecutorService beside = Executors.newThreadPerTaskExecutor(REOPENING)) {
      beside.execute(this::reopenLog);
      sources.reload();
    }
  }

  private void reopenLog() {
    if (accessLog != null) {
      try {
        accessLog.reopen();
      } catch (IOException failed) {
        LOG.error("The access log could not be opened anew: {}", FileTrouble.why(failed));
      }
    }
  }

  /// Stops accepting, ends idle sessions, waits for the others up to `drainTimeout` and cuts what
  /// is left then.
  ///
  /// @return how many sessions were cut
  public int drain() throws InterruptedException {
    missing = "draining";
    LOG.info(
        "Stopping: {} sessions are open and have {} s to end",
        proxy.openSessions(),
        settings.drainTimeout().toSeconds());
    int cut = proxy.drain(settings.drainTimeout());
    LOG.info("Stopped: {} sessions were cut at the deadline", cut);
    return cut;
  }

  /// How many sessions are open.
  public int openSessions() {
    return proxy.openSessions();
  }

  /// Ends everything at once; sessions that are still open are reset.
  @Override
  public void close() {
    opened.close();
  }
}
