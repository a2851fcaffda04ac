package dev.starship.cli;

import dev.starship.Starship;
import dev.starship.StartException;
import dev.starship.address.Address;
import dev.starship.config.ConfigurationFile;
import dev.starship.config.Loaded;
import dev.starship.config.Problem;
import dev.starship.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `starship serve`: runs the balancer until SIGTERM or SIGINT.
@Command(
    name = "serve",
    description = {
      "Runs the balancer, from a configuration or from --api or --routes alone.",
      "SIGTERM and Ctrl-C let sessions end; SIGHUP reopens log files, reads routes files again, and",
      "says in the log what a restart would change in the configuration."
    },
    footer = {
      "",
      "Example: starship serve -c starship.yaml",
      "         starship serve --api http://127.0.0.1:8081 --bind 127.0.0.1:8443"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration.")
  private @Nullable Path config;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = {
        "The API that tells routes. Where {host} stands, the host is put in;",
        "without it, /routes/{host} follows an origin and /{host} a path."
      })
  private @Nullable String api;

  @Option(
      names = "--routes",
      paramLabel = "FILE",
      description = "A file of routes, which is watched.")
  private @Nullable Path routes;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description =
          "Where clients connect, for TLS and HTTP alike [[::]:443 and [::]:80]; may be repeated.")
  private List<Address> bind = new ArrayList<>();

  @Option(
      names = "--allow",
      paramLabel = "CIDR",
      description = {
        "Backends that are allowed although they are refused by default, such as 127.0.0.0/8",
        "for backends on this machine; may be repeated."
      })
  private List<String> allow = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Settings settings = settings();
    CountDownLatch stop = Signals.stop();
    Signals.ignore("HUP");
    if (stop.getCount() == 0) {
      return 0;
    }
    try (Starship starship = start(settings)) {
      if (!Signals.on("HUP", () -> reload(starship, settings))) {
        LOG.warn(
            "SIGHUP does not reach this process, as under nohup: it neither opens the access log anew"
                + " nor reads routes files");
      }
      err.println(ready(starship));
      err.flush();
      stop.await();
      starship.drain();
    }
    return 0;
  }

  private void reload(Starship starship, Settings settings) {
    starship.reload();
    if (config != null) {
      compare(config, settings);
    }
  }

  /// Says what has become of the configuration since the start. Nothing of it is taken over.
  private static void compare(Path file, Settings running) {
    switch (ConfigurationFile.load(file)) {
      case Loaded.Good good -> {
        List<String> changed = running.keysThatDiffer(good.settings());
        if (changed.isEmpty()) {
          LOG.info(
              "The configuration {} is as it was at the start; a certificate and pages that it names are"
                  + " read again by a restart only",
              file);
        } else {
          LOG.warn(
              "The configuration {} has changed: {}; a restart takes it over",
              file,
              String.join(", ", changed));
        }
      }
      case Loaded.Bad(var problems) ->
          problems.forEach(
              problem -> LOG.error("The configuration cannot be used as it is now: {}", problem));
    }
  }

  static Starship start(Settings settings) {
    try {
      return Starship.start(settings, VersionText.version(), VersionText.commit());
    } catch (StartException failed) {
      throw CommandFailure.of(failed);
    }
  }

  private Settings settings() {
    boolean shortcut = api != null || routes != null || !bind.isEmpty() || !allow.isEmpty();
    if (config != null && shortcut) {
      throw CommandFailure.wrongUse(
          "-c cannot be mixed with --api, --routes, --bind or --allow: write them into "
              + config
              + ".");
    }
    if (config != null) {
      return loaded(ConfigurationFile.load(config), Problem::toString);
    }
    if ((api == null) == (routes == null)) {
      throw CommandFailure.wrongUse(
          "say where routes come from: -c FILE, or either --api URL or --routes FILE.");
    }
    var shortcuts = new Shortcuts(bind, api, routes, allow);
    return loaded(shortcuts.load(), Shortcuts::sentence);
  }

  private static Settings loaded(Loaded loaded, Function<Problem, String> sentence) {
    return switch (loaded) {
      case Loaded.Good good -> good.settings();
      case Loaded.Bad(var problems) ->
          throw CommandFailure.wrongUse(problems.stream().map(sentence).toList());
    };
  }

  private static String ready(Starship starship) {
    String listeners =
        starship.listeners().stream().map(Address::toString).collect(Collectors.joining(", "));
    return "starship: ready on " + listeners + "; admin on http://" + starship.adminAddress();
  }
}
