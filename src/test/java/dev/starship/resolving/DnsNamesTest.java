package dev.starship.resolving;

import static dev.starship.resolving.TestNameServer.code;
import static dev.starship.resolving.TestNameServer.zone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Ip;
import dev.starship.resolving.Names.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;

/// Against a real name server on loopback.
class DnsNamesTest {
  private static final Ip V4 = Ip.parse("10.0.0.1").orElseThrow();
  private static final Ip V6 = Ip.parse("2001:db8::1").orElseThrow();
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path folder;

  private final List<TestNameServer> open = new ArrayList<>();
  private DnsNames.SearchRules search = new DnsNames.SearchRules(List.of(), 1);
  private Path hosts;

  /// Whatever is answered is answered in time.
  private ResolverLimits limits = limits(LONG, LONG, LONG);

  @BeforeEach
  void writeHosts() throws IOException {
    hosts = Files.writeString(folder.resolve("hosts"), "10.9.9.9 from-file.internal\n");
  }

  @AfterEach
  void closeServers() {
    open.forEach(TestNameServer::close);
  }

  @Test
  void findsTheAddressesOfBothFamilies() throws Exception {
    TestNameServer server =
        server(zone("a.com. 60 IN A 10.0.0.1", "a.com. 50 IN AAAA 2001:db8::1"));
    assertThat(ask("a.com", server)).isEqualTo(addresses(50, V4, V6));
  }

  @Test
  void findsTheAddressesOfOneFamily() throws Exception {
    assertThat(ask("a.com", server(zone("a.com. 60 IN A 10.0.0.1")))).isEqualTo(addresses(60, V4));
    assertThat(ask("a.com", server(zone("a.com. 60 IN AAAA 2001:db8::1"))))
        .isEqualTo(addresses(60, V6));
  }

  @Test
  void doesNotWaitLongForAFamilyThatIsNeverAnswered() throws Exception {
    limits = limits(LONG, LONG, SHORT);
    TestNameServer.Answering zone = zone("a.com. 60 IN A 10.0.0.1");
    TestNameServer server =
        server((question, answer) -> question.getType() == Type.A && zone.fill(question, answer));
    assertThat(ask("a.com", server)).isEqualTo(oneFamily(60, V4));
  }

  @Test
  void tellsThatOneFamilyFailedWhereTheOtherHasAddresses() throws Exception {
    assertThat(ask("a.com", server(failingFor(Type.A)))).isEqualTo(oneFamily(50, V6));
    assertThat(ask("a.com", server(failingFor(Type.AAAA)))).isEqualTo(oneFamily(60, V4));
  }

  @Test
  void tellsThatOneFamilyCameTooLate() throws Exception {
    limits = limits(Duration.ofSeconds(1), LONG, SHORT);
    TestNameServer.Answering zone = zone("a.com. 50 IN AAAA 2001:db8::1");
    TestNameServer server =
        server(
            (question, answer) -> question.getType() == Type.AAAA && zone.fill(question, answer));
    assertThat(ask("a.com", server)).isEqualTo(oneFamily(50, V6));
  }

  @Test
  void theTtlIsTheLeastOfAddressesAndAliases() throws Exception {
    TestNameServer server = server(zone("a.com. 5 IN CNAME b.com.", "b.com. 300 IN A 10.0.0.1"));
    assertThat(ask("a.com", server)).isEqualTo(addresses(5, V4));
  }

  @Test
  void followsAnAliasThatTheServerDoesNotFollow() throws Exception {
    TestNameServer server = server(zone("b.com. 300 IN A 10.0.0.1", "a.com. 9 IN CNAME b.com."));
    assertThat(ask("a.com", server)).isEqualTo(addresses(9, V4));
  }

  @Test
  void tellsThatThereIsNoSuchName() throws Exception {
    assertThat(ask("a.com", server(code(Rcode.NXDOMAIN)))).isEqualTo(new Answer.None());
  }

  @Test
  void aNameWithoutAddressesIsNone() throws Exception {
    assertThat(ask("a.com", server(code(Rcode.NOERROR)))).isEqualTo(new Answer.None());
  }

  @Test
  void aServerThatFailsIsNoAnswer() throws Exception {
    assertThat(ask("a.com", server(code(Rcode.SERVFAIL)))).isInstanceOf(Answer.Failed.class);
    assertThat(ask("a.com", server(code(Rcode.REFUSED)))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void aFamilyThatFailsBesidesOneThatIsNoneIsNoAnswer() throws Exception {
    TestNameServer server =
        server((question, answer) -> {
          boolean v4 = question.getType() == Type.A;
          answer.getHeader().setRcode(v4 ? Rcode.NXDOMAIN : Rcode.SERVFAIL);
          return true;
        });
    assertThat(ask("a.com", server)).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void aServerThatIsSilentIsNoAnswer() throws Exception {
    limits = limits(Duration.ofSeconds(1), SHORT, SHORT);
    assertThat(ask("a.com", server((_, _) -> false))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void asksNoFurtherOnceNobodyWaits() throws Exception {
    limits = limits(SHORT, LONG, SHORT);
    var attempts = new ArrayList<CompletableFuture<Message>>();
    Resolver silent =
        new SimpleResolver(InetAddress.getLoopbackAddress()) {
          @Override
          public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            var attempt = new CompletableFuture<Message>();
            attempts.add(attempt);
            return attempt;
          }
        };
    var names = new DnsNames(List.of(silent), search, new HostsFileParser(hosts), limits);
    assertThat(names.ask(DnsName.parse("a.com").orElseThrow())).isInstanceOf(Answer.Failed.class);
    assertThat(attempts).hasSize(2);
    List.copyOf(attempts).forEach(each -> each.completeExceptionally(new IOException("late")));
    assertThat(attempts).hasSize(2);
  }

  @Test
  void asksAgainWhenADatagramIsLost() throws Exception {
    // Long enough for the second answer to come in time.
    limits = limits(LONG, Duration.ofSeconds(2), LONG);
    var asked = new AtomicInteger();
    TestNameServer.Answering zone = zone("a.com. 60 IN A 10.0.0.1");
    TestNameServer server =
        server((question, answer) ->
            (question.getType() != Type.A || asked.incrementAndGet() > 1)
                && zone.fill(question, answer));
    assertThat(ask("a.com", server)).isEqualTo(addresses(60, V4));
    assertThat(asked).hasValue(2);
  }

  @Test
  void asksTheNextServerWhenOneFails() throws Exception {
    TestNameServer failing = server(code(Rcode.SERVFAIL));
    TestNameServer working = server(zone("a.com. 60 IN A 10.0.0.1"));
    assertThat(ask("a.com", failing, working)).isEqualTo(addresses(60, V4));
  }

  @Test
  void completesAShortNameByTheSearchPath() throws Exception {
    search =
        new DnsNames.SearchRules(
            List.of(
                Name.fromString("shop.svc.cluster.local"), Name.fromString("svc.cluster.local")),
            5);
    TestNameServer server = server(zone("web.shop.svc.cluster.local. 30 IN A 10.0.0.1"));
    assertThat(ask("web.shop", server)).isEqualTo(addresses(30, V4));
    assertThat(server.questions())
        .filteredOn(question -> question.getType() == Type.A)
        .extracting(question -> question.getName().toString())
        .containsExactly("web.shop.shop.svc.cluster.local.", "web.shop.svc.cluster.local.");
  }

  @Test
  void aNameWithADotAtItsEndIsAskedForAsItIs() throws Exception {
    search = new DnsNames.SearchRules(List.of(Name.fromString("svc.cluster.local")), 5);
    TestNameServer server = server(zone("a.com. 60 IN A 10.0.0.1"));
    assertThat(ask("a.com.", server)).isEqualTo(addresses(60, V4));
    assertThat(server.questions())
        .extracting(question -> question.getName().toString())
        .containsOnly("a.com.");
  }

  @Test
  void aNameInTheHostsFileIsNotAskedFor() throws Exception {
    TestNameServer server =
        server(
            zone(
                "from-file.internal. 60 IN A 10.0.0.1",
                "from-file.internal. 60 IN AAAA 2001:db8::1"));
    assertThat(ask("from-file.internal", server))
        .isEqualTo(addresses(0, Ip.parse("10.9.9.9").orElseThrow()));
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void worksWithoutAHostsFile() throws Exception {
    Files.delete(hosts);
    assertThat(ask("a.com", server(zone("a.com. 60 IN A 10.0.0.1")))).isEqualTo(addresses(60, V4));
  }

  @Test
  void resolvesThroughTheWholeResolver() throws Exception {
    var resolver =
        new DnsResolver(
            names(server(zone("a.com. 60 IN A 10.0.0.1"))),
            limits,
            System::nanoTime,
            task -> Thread.ofVirtual().start(task));
    var got = new LinkedBlockingQueue<Resolution>();
    resolver.resolve(DnsName.parse("a.com").orElseThrow(), got::add);
    assertThat(got.take()).isEqualTo(new Resolution.Resolved(List.of(V4)));
  }

  private TestNameServer server(TestNameServer.Answering answering) throws IOException {
    var server = new TestNameServer(answering);
    open.add(server);
    return server;
  }

  private Answer ask(String name, TestNameServer... servers) throws Exception {
    return names(servers).ask(DnsName.parse(name).orElseThrow());
  }

  private DnsNames names(TestNameServer... servers) throws Exception {
    var all = new ArrayList<Resolver>();
    for (TestNameServer server : servers) {
      var one = new SimpleResolver(server.address());
      one.setTimeout(limits.attempt());
      all.add(one);
    }
    return new DnsNames(all, search, new HostsFileParser(hosts), limits);
  }

  private static ResolverLimits limits(Duration timeout, Duration attempt, Duration otherFamily) {
    ResolverLimits d = ResolverLimits.DEFAULT;
    return new ResolverLimits(
        d.names(),
        d.addresses(),
        d.questions(),
        d.repeats(),
        d.waiting(),
        timeout,
        attempt,
        otherFamily,
        d.leastLife(),
        d.longestLife(),
        d.grace(),
        d.lastGood(),
        d.lastGoodAfterNo(),
        d.noLife(),
        d.failureLife(),
        d.longestFailureLife(),
        d.configurationLife());
  }

  /// Has addresses of both families and fails for one.
  private static TestNameServer.Answering failingFor(int type) {
    TestNameServer.Answering zone =
        zone("a.com. 60 IN A 10.0.0.1", "a.com. 50 IN AAAA 2001:db8::1");
    return (question, answer) ->
        question.getType() == type
            ? code(Rcode.SERVFAIL).fill(question, answer)
            : zone.fill(question, answer);
  }

  private static Answer oneFamily(long ttl, Ip ip) {
    return new Answer.OneFamily(List.of(ip), Duration.ofSeconds(ttl));
  }

  private static Answer addresses(long ttl, Ip... ips) {
    return new Answer.Addresses(List.of(ips), Duration.ofSeconds(ttl));
  }
}
