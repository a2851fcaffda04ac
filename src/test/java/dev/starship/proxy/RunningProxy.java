package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.admission.AdmissionSettings;
import dev.starship.admission.BackendGuard;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import dev.starship.health.HealthLimits;
import dev.starship.health.HealthSettings;
import dev.starship.health.Standings;
import dev.starship.health.Watch;
import dev.starship.http.HttpLimits;
import dev.starship.preread.PrereadLimits;
import dev.starship.refusal.Pages;
import dev.starship.resolving.DnsName;
import dev.starship.resolving.Resolution;
import dev.starship.resolving.Resolver;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.HitLevel;
import dev.starship.routing.Lookups;
import dev.starship.routing.ProxyVersion;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.routing.RouteLookup;
import dev.starship.transport.EventLoop;
import dev.starship.transport.LoopCounters;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A proxy on loopback with two event loops or one, whose routes and settings a test chooses, and
/// which remembers how every session ended.
final class RunningProxy implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// What it calls itself towards other balancers.
  static final long NODE = 4711;

  /// What the names of the loops' threads begin with.
  static final String LOOP_NAME = "test-loop-";

  private static final Ip LOOPBACK = Ip.parse("127.0.0.1").orElseThrow();

  private final Map<Host, RouteLookup> routes = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<RequestEnd> requestEnds = new LinkedBlockingQueue<>();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final List<EventLoop> loops;
  private final Proxy proxy;
  private final Address address;

  /// What a test may set differently.
  static final class Options implements Cloneable {
    static final Options DEFAULT = new Options();

    private PrereadLimits preread = PrereadLimits.DEFAULT;
    private RequestLimits requests = RequestLimits.DEFAULT;
    private ForwardedSettings forwarded = ForwardedSettings.DEFAULT;
    private BackendSettings backends = BackendSettings.DEFAULT;
    private PoolLimits pool = PoolLimits.DEFAULT;
    private RetryLimits retry = RetryLimits.DEFAULT;
    private UnknownSettings unknown = UnknownSettings.REFUSE;
    private RefusalLimits refusal = RefusalLimits.DEFAULT;
    private RelayLimits relay = RelayLimits.DEFAULT;
    private AdmissionSettings admission = AdmissionSettings.DEFAULT;
    private LoopLimits loop = LoopLimits.DEFAULT;
    private int loops = 2;
    private long node = NODE;
    private List<String> allow = List.of("127.0.0.0/8");
    private List<String> trusted = List.of();
    private int mostSessions;

    private Options() {}

    private Options changed(Consumer<Options> change) {
      try {
        Options copy = (Options) clone();
        change.accept(copy);
        return copy;
      } catch (CloneNotSupportedException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    Options with(PrereadLimits other) {
      return changed(copy -> copy.preread = other);
    }

    Options with(RequestLimits other) {
      return changed(copy -> copy.requests = other);
    }

    Options with(ForwardedSettings other) {
      return changed(copy -> copy.forwarded = other);
    }

    Options with(BackendSettings other) {
      return changed(copy -> copy.backends = other);
    }

    Options with(PoolLimits other) {
      return changed(copy -> copy.pool = other);
    }

    Options with(RetryLimits other) {
      return changed(copy -> copy.retry = other);
    }

    Options with(UnknownSettings other) {
      return changed(copy -> copy.unknown = other);
    }

    Options with(RefusalLimits other) {
      return changed(copy -> copy.refusal = other);
    }

    Options with(RelayLimits other) {
      return changed(copy -> copy.relay = other);
    }

    Options with(AdmissionSettings other) {
      return changed(copy -> copy.admission = other);
    }

    Options with(LoopLimits other) {
      return changed(copy -> copy.loop = other);
    }

    LoopLimits loop() {
      return loop;
    }

    /// With a single event loop, so that all sessions share its pool.
    Options onOneLoop() {
      return changed(copy -> copy.loops = 1);
    }

    /// With another name towards other balancers than [#NODE].
    Options calling(long other) {
      return changed(copy -> copy.node = other);
    }

    Options allowing(String... ranges) {
      return changed(copy -> copy.allow = List.of(ranges));
    }

    /// With a listener that lets in so many sessions.
    Options withListenerFor(int sessions) {
      return changed(copy -> copy.mostSessions = sessions);
    }

    /// Takes only connections that begin with a PROXY header, from peers in `ranges`.
    Options behind(String... ranges) {
      return changed(copy -> copy.trusted = List.of(ranges));
    }
  }

  RunningProxy(Transport transport) {
    this(transport, Options.DEFAULT);
  }

  RunningProxy(Transport transport, Options options) {
    this(transport, options, null, null);
  }

  /// @param lookups null for the routes that [#route] sets
  /// @param resolver null if no test backend is named
  RunningProxy(
      Transport transport,
      Options options,
      @Nullable Lookups lookups,
      @Nullable Resolver resolver) {
    loops =
        IntStream.range(0, options.loops)
            .mapToObj(i -> transport.newLoop(LOOP_NAME + i, options.loop, faults::add))
            .toList();
    ProxySettings settings =
        new ProxySettings(
            options.preread,
            HttpLimits.DEFAULT,
            options.requests,
            options.forwarded,
            options.backends,
            options.pool,
            options.retry,
            RaceLimits.DEFAULT,
            options.unknown,
            options.relay,
            options.admission,
            options.refusal);
    SessionListener listener =
        new SessionListener() {
          @Override
          public void accepted() {}

          @Override
          public void requestEnded(RequestEnd end) {
            requestEnds.add(end);
          }

          @Override
          public void ended(SessionEnd end) {
            ends.add(end);
          }
        };
    proxy =
        new Proxy(
            loops,
            settings,
            new Standings(options.backends.health(), HealthLimits.DEFAULT),
            Watch.NOBODY,
            () -> listener,
            System::currentTimeMillis,
            new SplittableRandom(42),
            options.node);
    List<Cidr> trusted = ranges(options.trusted);
    address =
        proxy.listen(
            new ListenerSettings(
                new Address(LOOPBACK, 0), !trusted.isEmpty(), trusted, options.mostSessions));
    List<Cidr> allow = ranges(options.allow);
    BackendGuard guard = new BackendGuard(allow, Set.of(address), Set::of);
    Lookups chosen = lookups == null ? this::lookUp : lookups;
    Resolver named = resolver == null ? RunningProxy::nobody : resolver;
    proxy.start(chosen, named, guard, Pages.builtIn());
  }

  private static List<Cidr> ranges(List<String> texts) {
    return texts.stream().map(range -> Cidr.parse(range).orElseThrow()).toList();
  }

  /// The defaults with other timeouts.
  static BackendSettings backends(Duration connect, Duration idle, Duration halfClosed) {
    BackendSettings defaults = BackendSettings.DEFAULT;
    return new BackendSettings(
        defaults.tlsPort(),
        defaults.httpPort(),
        connect,
        idle,
        defaults.responseTimeout(),
        halfClosed,
        Balance.P2C,
        HealthSettings.DEFAULT,
        ProxyVersion.NONE);
  }

  private void lookUp(Host host, Consumer<RouteLookup> answered) {
    RouteLookup known = routes.get(host);
    answered.accept(known != null ? known : new RouteLookup.Unknown(0, HitLevel.SOURCE));
  }

  private static void nobody(DnsName name, Consumer<Resolution> answered) {
    answered.accept(new Resolution.Failed("no test backend is named"));
  }

  /// Sends `host` to the server on `port` of loopback.
  RunningProxy route(String host, int port) {
    return answer(host, forward(new Backend("127.0.0.1", LOOPBACK, port, 0, 0, 1, 0, "alpha")));
  }

  /// Sends `host` to the server on `port` of loopback, which wants a PROXY header.
  RunningProxy route(String host, int port, ProxyVersion version) {
    return answer(
        host, forward(new Backend("127.0.0.1", LOOPBACK, port, 0, 0, 1, 0, "alpha"), version));
  }

  /// Answers lookups of `host` with `route`.
  RunningProxy answer(String host, Route route) {
    return answer(host, new RouteLookup.Found(route, 0, HitLevel.L1));
  }

  /// Answers lookups of `host`.
  RunningProxy answer(String host, RouteLookup lookup) {
    routes.put(Host.parse(host).orElseThrow(), lookup);
    return this;
  }

  static Route forward(Backend backend) {
    return forward(backend, null);
  }

  static Route forward(Backend backend, @Nullable ProxyVersion proxyProtocol) {
    return new Route(
        "A Simple App",
        Action.FORWARD,
        List.of(backend),
        null,
        false,
        proxyProtocol,
        null,
        RouteLimits.NONE,
        null);
  }

  Address address() {
    return address;
  }

  Proxy proxy() {
    return proxy;
  }

  /// A client's connection to the proxy whose reads fail rather than wait forever.
  Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), address.port());
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  /// A client that said `hello` and has it back from a backend that echoes.
  Socket echoed(byte[] hello) throws IOException {
    Socket client = connect();
    client.getOutputStream().write(hello);
    assertThat(client.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
    return client;
  }

  /// A client of HTTP whose reads fail rather than wait forever.
  TestClient client() throws IOException {
    return new TestClient(connect());
  }

  /// How the next session ended.
  SessionEnd nextEnd() throws InterruptedException {
    SessionEnd end = ends.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(end).as("a session should have ended").isNotNull();
    return end;
  }

  /// How the next request ended.
  RequestEnd nextRequestEnd() throws InterruptedException {
    RequestEnd end = requestEnds.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(end).as("a request should have ended").isNotNull();
    return end;
  }

  /// What the loops have counted, summed up.
  long count(ToLongFunction<LoopCounters> counter) {
    return loops.stream().map(EventLoop::counters).mapToLong(counter).sum();
  }

  /// How many sockets each loop has.
  List<Long> socketsByLoop() {
    return loops.stream().map(loop -> loop.counters().openSockets()).toList();
  }

  long openSockets() {
    return count(LoopCounters::openSockets);
  }

  long bytesRead() {
    return count(LoopCounters::bytesRead);
  }

  /// Waits until the loops have read `bytes` in all.
  void awaitBytesRead(long bytes) {
    Eventually.sees(bytes + " bytes are read", this::bytesRead, read -> read >= bytes);
  }

  /// Waits until a receiver does not keep up.
  void awaitRelayMemory() {
    Eventually.holds("something has to be kept", () -> proxy.relayMemoryBytes() != 0);
  }

  long runningTimers() {
    return count(LoopCounters::runningTimers);
  }

  @Override
  public void close() {
    loops.forEach(EventLoop::close);
    assertThat(faults).as("faults of the data path").isEmpty();
  }
}
