package dev.starship.bench;

import dev.starship.bench.RunningProxy.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Stream;

/// `starship bench`: every contender is started once, every row is measured for each of them in
/// turn, round after round, and the medians are compared.
final class Bench implements AutoCloseable {

  private final Options options;
  private final Path folder;
  private final Results results = new Results();
  private final List<RunningProxy> running = new ArrayList<>();
  private final Process backend;
  private final Place place;
  private volatile boolean keepsFolder;

  private Bench(Options options) throws IOException {
    this.options = options;
    this.folder = Files.createTempDirectory("starship-bench");
    this.backend =
        OtherJvm.running(Backend.class, "-XX:+UseSerialGC")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Scanner ports = new Scanner(backend.getInputStream(), StandardCharsets.US_ASCII);
    if (!ports.hasNextInt()) {
      throw new IOException("the backend did not start");
    }
    this.place =
        new Place(options.root(), folder, ports.nextInt(), ports.nextInt(), ports.nextInt());
  }

  /// Runs the comparison.
  public static void main(String[] args) throws Exception {
    Options options = Options.parse(args);
    if (options == null) {
      System.exit(2);
      return;
    }
    Bench bench = new Bench(options);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
    try {
      bench.measure();
    } catch (IOException | Pattern.WrongBytes failed) {
      System.out.println(new Report(bench.results, Machine.describe(bench.options.root())).text());
      System.err.println(
          "starship: the comparison could not go on; what was measured stands above,"
              + " what the proxies said in "
              + bench.folder);
      bench.keepsFolder = true;
      throw failed;
    }
    bench.report();
  }

  private void measure() throws IOException {
    for (Contender contender : options.contenders()) {
      if (options.rows().stream().noneMatch(row -> row.suits(contender))) {
        continue;
      }
      running.add(RunningProxy.start(contender, place, place.routes()));
    }
    for (RunningProxy proxy : running) {
      proxy.awaitListening();
    }
    try (Load load = new Load()) {
      for (RunningProxy proxy : running.stream().filter(this::needsWarmUp).toList()) {
        warmUp(proxy, load);
      }
      for (Row row : options.rows()) {
        measure(row, load);
      }
    }
  }

  private static void warmUp(RunningProxy proxy, Load load) throws IOException {
    System.err.println("warming up " + proxy.contender().name());
    List<Contender.Suit> suits = proxy.contender().suits();
    if (!suits.equals(List.of(Contender.Suit.HTTP))) {
      // The first rows measure the waits of single connections.
      WarmUp.untilSilent(
          proxy, () -> load.connections(proxy.port(), Program.SHORT, 64, WarmUp.RUN_SECONDS));
    }
    if (suits.contains(Contender.Suit.HTTP)) {
      WarmUp.of(proxy, () -> load.requests(proxy.port(), 1_024, 64, true, WarmUp.RUN_SECONDS));
    }
  }

  private boolean needsWarmUp(RunningProxy proxy) {
    return options.rows().stream().anyMatch(row -> row.suits(proxy.contender()) && !row.fresh());
  }

  private void measure(Row row, Load load) throws IOException {
    List<RunningProxy> taking =
        running.stream().filter(proxy -> row.suits(proxy.contender())).toList();
    if (!row.fresh()) {
      for (RunningProxy proxy : taking) {
        WarmUp.of(proxy, () -> row.measurement().run(load, proxy, options.warmUpSeconds()));
      }
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (int i = 0; i < taking.size(); i++) {
        RunningProxy proxy = taking.get((i + round) % taking.size());
        Map<String, Double> values = row.measurement().run(load, proxy, options.seconds());
        String name = proxy.contender().name();
        values.forEach((full, value) -> results.add(full, name, value));
        System.err.printf(
            "%s, round %d of %d, %s: %s%n", row.name(), round + 1, options.rounds(), name, values);
      }
    }
  }

  private void report() throws IOException {
    Report report = new Report(results, Machine.describe(options.root()));
    System.out.println(report.text());
    Path out = options.out();
    Files.createDirectories(out);
    Files.writeString(out.resolve("performance.json"), report.json());
    Files.writeString(out.resolve("performance.svg"), new Chart(report).svg());
    Path page = out.resolve("performance.md");
    String before = Files.exists(page) ? Files.readString(page) : Report.BEGIN + Report.END;
    Files.writeString(page, report.into(before, KeptRuns.beside(report, out)));
    System.out.println("Written to " + out);
  }

  @Override
  public void close() {
    running.forEach(RunningProxy::close);
    backend.destroy();
    if (!keepsFolder) {
      deleteFolder();
    }
  }

  /// A million routes and their snapshots take half a gigabyte.
  private void deleteFolder() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException left) {
      System.err.println("starship: delete " + folder + " yourself: " + left);
    }
  }
}
