package dev.starship.cli;

import dev.starship.address.Address;
import dev.starship.localserver.LocalServer;
import dev.starship.source.file.FileSource;
import dev.starship.source.file.RouteTable.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `starship lookup-api`: serves a routes file as the lookup API that Starship asks.
@Command(
    name = "lookup-api",
    description = {
      "Serves a routes file as the lookup API that Starship asks, for local work and tests:",
      "GET /routes/{host}, and GET /events for changes. The file is watched."
    },
    footer = {"", "Example: starship lookup-api --routes routes.ndjson"})
final class LookupApiCommand implements Callable<Integer> {
  @Option(
      names = "--routes",
      required = true,
      paramLabel = "FILE",
      description = "The routes: .ndjson, .yaml or .yml.")
  private @Nullable Path routes;

  @Option(
      names = "--bind",
      required = true,
      paramLabel = "ADDR",
      defaultValue = "127.0.0.1:8081",
      description = "Where to listen [${DEFAULT-VALUE}]; port 0 = any.")
  private @Nullable Address bind;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path file = Objects.requireNonNull(routes);
    CountDownLatch stop = Signals.stop();
    Signals.ignore("HUP");
    LocalServer.answerWithoutEnd();
    var feed = new ChangeFeed(Long.toHexString(System.currentTimeMillis()));
    var changes = new RouteChanges();
    try (FileSource source = open(file, load -> publish(load, changes, feed));
        LookupApi api = serve(Objects.requireNonNull(bind), source, feed, out)) {
      changes.since(source.table());
      var _ = Signals.on("HUP", source::reload);
      out.println(
          "starship: "
              + source.table().size()
              + " routes at http://"
              + api.address()
              + "/routes/{host}");
      stop.await();
    }
    return 0;
  }

  private static void publish(Load load, RouteChanges changes, ChangeFeed feed) {
    if (load instanceof Load.Loaded(var table)) {
      feed.publish(changes.since(table));
    }
  }

  static FileSource open(Path file, Consumer<Load> afterLoad) {
    return switch (FileSource.open(file, System::nanoTime, afterLoad)) {
      case FileSource.Start.Running(FileSource source) -> source;
      case FileSource.Start.Refused(var problems) -> throw CommandFailure.wrongUse(problems);
    };
  }

  private static LookupApi serve(
      Address bind, FileSource source, ChangeFeed feed, PrintWriter out) {
    try {
      return new LookupApi(bind, host -> source.table().find(host), feed, out::println);
    } catch (IOException taken) {
      throw CommandFailure.failed(
          "cannot listen on "
              + bind
              + " ("
              + taken.getMessage()
              + "): name another address with --bind.",
          taken);
    }
  }
}
