package dev.starship.cli;

import dev.starship.Starship;
import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.config.ConfigurationFile;
import dev.starship.config.Loaded;
import dev.starship.config.Settings;
import dev.starship.config.Surroundings;
import dev.starship.localserver.LocalServer;
import dev.starship.pageserver.PageCertificate;
import dev.starship.routing.Route;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `starship demo`: clusters, lookup API and balancer in one process, with nothing else needed.
@Command(
    name = "demo",
    description = {
      "Starts two clusters, the lookup API and Starship in front of them, all on 127.0.0.1,",
      "and prints the curl lines to try. Ctrl-C ends it."
    },
    footer = {"", "Example: starship demo --https-port 0 --http-port 0"})
final class DemoCommand implements Callable<Integer> {
  private static final Address API = Address.parse("127.0.0.1:0").orElseThrow();

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      description = "A port of the balancer [8443, or a free one if that is taken]; 0 = any.")
  private @Nullable Integer httpsPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Another port of the balancer [8080, likewise]; 0 = any.")
  private @Nullable Integer httpPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "The port of health and metrics [9090, likewise]; 0 = any.")
  private @Nullable Integer adminPort;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    OperatorLog.onlyWarnings();
    LocalServer.answerWithoutEnd();
    CountDownLatch stop = Signals.stop();
    Signals.ignore("HUP");
    try (DemoCluster alpha = cluster("alpha", "a.com");
        DemoCluster beta = cluster("beta", "b.com");
        LookupApi api = api(alpha.route(), beta.route())) {
      var text =
          new DemoText(
              DemoPorts.choose("--https-port", httpsPort, 8443),
              DemoPorts.choose("--http-port", httpPort, 8080),
              DemoPorts.choose("--admin-port", adminPort, 9090),
              api.address());
      try (Starship starship = ServeCommand.start(settings(text))) {
        var _ = Signals.on("HUP", starship::reload);
        out.println(text.invitation());
        out.flush();
        stop.await();
        starship.drain();
      }
    }
    return 0;
  }

  private static DemoCluster cluster(String name, String host) throws IOException {
    try {
      return new DemoCluster(name, PageCertificate.selfSigned(host, Instant.now()).tls());
    } catch (GeneralSecurityException impossible) {
      throw CommandFailure.failed(
          "this Java cannot make a certificate: install a full JDK 25.", impossible);
    }
  }

  private static LookupApi api(Route alpha, Route beta) throws IOException {
    Map<Host, Route> routes =
        Map.of(Host.parse("a.com").orElseThrow(), alpha, Host.parse("b.com").orElseThrow(), beta);
    return new LookupApi(
        API, host -> Optional.ofNullable(routes.get(host)), new ChangeFeed("demo"), _ -> {});
  }

  private static Settings settings(DemoText text) {
    return switch (ConfigurationFile.parse(
        "demo", text.configuration(), Surroundings.ofThisProcess(Path.of("")))) {
      case Loaded.Good good -> good.settings();
      // The ports are all that is not fixed in it.
      case Loaded.Bad(var problems) ->
          throw CommandFailure.wrongUse(
              "these ports cannot be used together: " + problems.getFirst().what() + ".");
    };
  }
}
