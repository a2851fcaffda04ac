package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.admission.Admission;
import dev.starship.admission.AdmissionLimits;
import dev.starship.admission.BackendGuard;
import dev.starship.admission.Entrance;
import dev.starship.admission.Openings;
import dev.starship.events.SessionListener;
import dev.starship.health.Standings;
import dev.starship.health.Watch;
import dev.starship.http.Outgoing;
import dev.starship.refusal.Pages;
import dev.starship.resolving.Resolver;
import dev.starship.routing.Lookups;
import dev.starship.transport.EventLoop;
import dev.starship.transport.ListenOptions;
import dev.starship.transport.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The data path: listeners on every event loop and the sessions that come through them. Its
/// methods are called by one thread that is no event loop's, in the order listen, start, drain,
/// close.
public final class Proxy {
  private final List<EventLoop> loops;
  private final ProxySettings settings;
  private final List<LoopSessions> sessions = new ArrayList<>();
  private final List<Reserve> reserves = new ArrayList<>();
  private final List<BackendPool> pools = new ArrayList<>();
  private final List<List<Listener>> listeners = new ArrayList<>();
  private final LongSupplier clockMillis;
  private final Shortage shortage;
  private final Node node;
  private final Admission admission;
  private final Standings standings;
  private final List<Picking> pickings = new ArrayList<>();

  /// A proxy that does not listen yet.
  ///
  /// @param loops event loops that are not running yet; they stay the caller's to close
  /// @param standings how backends stand
  /// @param watch hears which of them sessions may come to
  /// @param listenerOfLoop asked once for each event loop: who hears of its sessions
  /// @param clockMillis milliseconds since 1970 UTC
  /// @param random where session ids begin, where balancing does, and what keeps others from
  ///   guessing whose counts meet; asked in the constructor only
  /// @param node a random number that stands for this process where balancers are in a row
  public Proxy(
      List<EventLoop> loops,
      ProxySettings settings,
      Standings standings,
      Watch watch,
      Supplier<SessionListener> listenerOfLoop,
      LongSupplier clockMillis,
      RandomGenerator random,
      long node) {
    this.loops = List.copyOf(loops);
    this.settings = settings;
    this.standings = standings;
    this.node = Node.of(node);
    this.clockMillis = clockMillis;
    this.shortage = new Shortage(System::nanoTime);
    this.admission =
        new Admission(settings.admission(), AdmissionLimits.DEFAULT, random.nextLong());
    Crowding crowding = new Crowding(System::nanoTime, settings.admission().maxSessions());
    List<Openings> openings =
        Openings.ofLoops(settings.admission().prereadMemory(), this.loops.size());
    long idSalt = random.nextLong();
    for (EventLoop loop : this.loops) {
      SessionIds ids = new SessionIds(idSalt, sessions.size());
      sessions.add(
          new LoopSessions(
              loop,
              openings.get(sessions.size()),
              listenerOfLoop.get(),
              ids,
              shortage,
              crowding,
              clockMillis));
      reserves.add(new Reserve(settings.relay(), loop));
      pools.add(new BackendPool(loop, settings.pool()));
      listeners.add(new ArrayList<>());
      pickings.add(
          new Picking(standings, watch, settings.retry(), new SplittableRandom(random.nextLong())));
    }
  }

  /// Opens a listener on every event loop.
  ///
  /// @return the address as bound, with the port that the system chose where 0 was asked for
  /// @throws dev.starship.transport.TransportException if the address cannot be bound
  public Address listen(ListenerSettings from) {
    Address bound = from.bind();
    Entrance entrance = admission.entrance(from.maxSessions());
    // A wildcard and one of its addresses may be on one port, and both are this process's.
    boolean isOurs =
        listeners.getFirst().stream().anyMatch(one -> one.address().port() == from.bind().port());
    List<Listener> all = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      AtomicReference<Address> own = new AtomicReference<>(bound);
      Listener listener =
          loops
              .get(i)
              .listen(
                  bound,
                  i == 0 && !isOurs ? ListenOptions.DEFAULT : ListenOptions.DEFAULT.further(),
                  sessions.get(i).acceptor(from, entrance, own::get));
      bound = listener.address();
      own.set(bound);
      listeners.get(i).add(listener);
      all.add(listener);
    }
    all.forEach(listener -> listener.spreadOver(all));
    return bound;
  }

  /// Begins to take connections.
  public void start(Lookups lookups, Resolver resolver, BackendGuard guard, Pages pages) {
    Decisions decisions =
        new Decisions(settings.backends(), settings.unknown(), settings.forwarded(), node);
    ProxyHeaders proxyHeaders = new ProxyHeaders(node);
    Answers answers = new Answers(pages, clockMillis);
    for (int i = 0; i < loops.size(); i++) {
      sessions
          .get(i)
          .workWith(
              new Surroundings(
                  loops.get(i),
                  reserves.get(i),
                  pools.get(i),
                  new Outgoing(),
                  new CurrentDate(clockMillis),
                  new Held.Scratch(settings.http().headBytes()),
                  sessions.get(i),
                  settings,
                  node,
                  decisions,
                  answers,
                  lookups,
                  resolver,
                  proxyHeaders,
                  pickings.get(i),
                  guard,
                  shortage));
      loops.get(i).start();
    }
  }

  /// How many sessions are open.
  public int openSessions() {
    return sessions.stream().mapToInt(LoopSessions::count).sum();
  }

  /// Bytes of memory held for receivers that do not keep up.
  public long relayMemoryBytes() {
    return reserves.stream().mapToLong(Reserve::heldBytes).sum();
  }

  /// What is counted of sessions to keep the limits on them.
  public Admission admission() {
    return admission;
  }

  /// Bytes of memory that openings hold.
  public long openingMemoryBytes() {
    return sessions.stream().mapToLong(LoopSessions::openingBytes).sum();
  }

  /// How often a read was made small because [RelayLimits#reserveBuffers()] was reached.
  public long scarceReads() {
    return reserves.stream().mapToLong(Reserve::scarceReads).sum();
  }

  /// How often reading from a client paused because [RequestLimits#pipelinedBytes()] was reached.
  public long pipelinePauses() {
    return sessions.stream().mapToLong(LoopSessions::pauses).sum();
  }

  /// What became of connections to backends that were kept for further requests.
  public PoolCounters poolCounters() {
    return new PoolCounters(pools);
  }

  /// How often the system refused a descriptor, a port or memory.
  public long shortages() {
    return shortage.noted();
  }

  /// How often another backend was tried after a failed connect.
  public long retries() {
    return pickings.stream().mapToLong(Picking::retries).sum();
  }

  /// How often another backend was tried after one broke off before it answered.
  public long turnsToAnother() {
    return pickings.stream().mapToLong(Picking::turnsToAnother).sum();
  }

  /// How many races between two addresses of one name the first one has won.
  public long wonRaces() {
    return pickings.stream().mapToLong(Picking::wonRaces).sum();
  }

  /// How many races the first one has lost.
  public long lostRaces() {
    return pickings.stream().mapToLong(Picking::lostRaces).sum();
  }

  /// How often a backend was ejected.
  public long ejections() {
    return standings.ejections();
  }

  /// How many backends are ejected now.
  public long ejected() {
    return standings.ejected(System.nanoTime());
  }

  /// How many addresses of backends are remembered.
  public int backendAddresses() {
    return standings.size();
  }

  /// Stops accepting, ends idle sessions and waits for the others; those that are left at the
  /// deadline are cut. Returns when there is none left.
  ///
  /// @return how many sessions had to be cut
  public int drain(Duration deadline) throws InterruptedException {
    CountDownLatch busyLoops = new CountDownLatch(loops.size());
    AtomicInteger listeningLoops = new AtomicInteger(loops.size());
    for (int i = 0; i < loops.size(); i++) {
      List<Listener> own = listeners.get(i);
      // While one still listens it may pass connections on to others.
      Runnable closed =
          () -> {
            if (listeningLoops.decrementAndGet() == 0) {
              drainSessions(busyLoops);
            }
          };
      boolean taken =
          loops
              .get(i)
              .execute(() -> {
                own.forEach(Listener::close);
                closed.run();
              });
      if (!taken) {
        // A loop that has ended listens to nobody.
        closed.run();
      }
    }
    if (busyLoops.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      return 0;
    }
    int cut = openSessions();
    for (int i = 0; i < loops.size(); i++) {
      loops.get(i).execute(sessions.get(i)::endAll);
    }
    busyLoops.await();
    return cut;
  }

  private void drainSessions(CountDownLatch busyLoops) {
    for (int i = 0; i < loops.size(); i++) {
      LoopSessions own = sessions.get(i);
      if (!loops.get(i).execute(() -> own.drain(busyLoops::countDown))) {
        busyLoops.countDown();
      }
    }
  }
}
