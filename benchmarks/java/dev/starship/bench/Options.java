package dev.starship.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `starship bench` was asked for.
///
/// @param root of the checkout
/// @param rows measured in rounds
/// @param contenders that take part
/// @param rounds of each row
/// @param seconds of one measurement
/// @param out where the report goes
record Options(
    Path root, List<Row> rows, List<Contender> contenders, int rounds, double seconds, Path out) {
  /// Reads the command line; null, with the reason or the help on stderr, if there is nothing to
  /// do.
  static @Nullable Options parse(String[] args) {
    Path root = Path.of(System.getProperty("starship.root", ".")).toAbsolutePath().normalize();
    Options options =
        new Options(root, Row.all(), Contender.all(), 5, 2, root.resolve("target/bench"));
    for (int i = 0; i < args.length; i += 2) {
      Options next = i + 1 < args.length ? options.with(args[i], args[i + 1]) : null;
      if (next == null) {
        System.err.print(usage());
        return null;
      }
      options = next;
    }
    return options;
  }

  private static String usage() {
    return """
    Usage: starship bench [--rows A,B] [--contenders A,B] [--rounds N] [--seconds S] [--out DIR]
    Compares Starship with nginx and HAProxy on this machine, row by row, in turn, and prints medians and
    ratios. Rows are chosen by the beginnings of their names.
      --rows        %s
      --contenders  %s
      --rounds      measurements of each row and contender [5]
      --seconds     length of one measurement [2]
      --out         folder of the report [target/bench]; with docs, docs/performance.md tells of this run
    A whole run takes about an hour.
    Example: starship bench --rows conn-saturated,gib --rounds 3

    Usage: starship bench --micro [JMH OPTIONS] [PATTERN]
    Measures single pieces of code by JMH: parsing a ClientHello, a cached lookup, a line of the access log.
    Example: starship bench --micro Lookup
    """
        .formatted(rowNames(), contenderNames());
  }

  private static String rowNames() {
    return Row.all().stream().map(Row::name).collect(Collectors.joining(", "));
  }

  private static String contenderNames() {
    return Contender.all().stream().map(Contender::name).collect(Collectors.joining(", "));
  }

  private @Nullable Options with(String name, String value) {
    List<String> parts = List.of(value.split(","));
    return switch (name) {
      case "--rows" ->
          new Options(
              root,
              rows.stream().filter(row -> begins(row.name(), parts)).toList(),
              contenders,
              rounds,
              seconds,
              out);
      case "--contenders" ->
          new Options(
              root,
              rows,
              contenders.stream().filter(one -> parts.contains(one.name())).toList(),
              rounds,
              seconds,
              out);
      case "--rounds" -> new Options(root, rows, contenders, Integer.parseInt(value), seconds, out);
      case "--seconds" ->
          new Options(root, rows, contenders, rounds, Double.parseDouble(value), out);
      case "--out" -> new Options(root, rows, contenders, rounds, seconds, Path.of(value));
      default -> null;
    };
  }

  private static boolean begins(String name, List<String> beginnings) {
    return beginnings.stream().anyMatch(name::startsWith);
  }

  /// How long a row is warmed up, seconds.
  double warmUpSeconds() {
    return Math.max(1, seconds / 2);
  }
}
