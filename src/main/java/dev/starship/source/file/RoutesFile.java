package dev.starship.source.file;

import dev.starship.files.FileTrouble;
import dev.starship.source.file.RouteTable.Load;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Reads a routes file into a table, or says everything that is wrong with it.
final class RoutesFile {
  private static final int USUAL_LINE_BYTES = 100;

  private RoutesFile() {}

  /// Reads `file` with at most `readers` threads besides this one.
  static Load load(Path file, RoutesFileLimits limits, int readers) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
    if (!yaml && !name.endsWith(".ndjson")) {
      return refused(file + ": a routes file ends in .ndjson, .yaml or .yml");
    }
    try (InputStream in = Files.newInputStream(file)) {
      var filling = new Filling(file, limits, expected(file, limits));
      if (yaml) {
        YamlRoutes.read(in, limits, filling::add);
      } else {
        NdjsonRoutes.read(in, readers, filling::add);
      }
      return filling.finish();
    } catch (NoSuchFileException _) {
      return refused(file + ": there is no such file");
    } catch (IOException e) {
      return refused(file + ": cannot be read: " + FileTrouble.why(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return refused(file + ": reading it was interrupted");
    }
  }

  /// A line of a usual size for each host, as far as there is room for it.
  private static int expected(Path file, RoutesFileLimits limits) throws IOException {
    return (int) (Math.min(Files.size(file), limits.tableBytes()) / USUAL_LINE_BYTES);
  }

  private static Load refused(String problem) {
    return new Load.Refused(List.of(problem));
  }

  /// Takes the lines of a file, some at a time.
  interface Lines {
    /// Takes the next lines; false if no further ones are wanted.
    boolean add(EncodedLines lines);
  }

  /// Puts good lines into a table and notes what is wrong with the others.
  static final class Filling {
    private final Path file;
    private final RoutesFileLimits limits;
    private final TableDraft draft;
    private final List<RouteLine.Bad> problems = new ArrayList<>();

    Filling(Path file, RoutesFileLimits limits, int expected) {
      this.file = file;
      this.limits = limits;
      this.draft = new TableDraft(expected);
    }

    boolean add(EncodedLines lines) {
      problems.addAll(lines.bad());
      lines.forEach(this::add);
      return problems.size() < limits.problems() && draft.bytes() <= limits.tableBytes();
    }

    private void add(int number, byte[] bytes, int host, int hostEnd, int route, int routeEnd) {
      int first = draft.add(number, bytes, host, hostEnd, route, routeEnd);
      if (first != TableDraft.NO_LINE) {
        String pattern = TableDraft.pattern(bytes, host);
        problems.add(
            new RouteLine.Bad(
                number, "host: " + pattern + " already has a route on line " + first));
      }
    }

    Load finish() {
      if (draft.bytes() > limits.tableBytes()) {
        return refused(
            "%s: makes a table of more than %d KiB (a quarter of the heap, at most 1 GiB); leave out routes, or give the JVM more memory"
                .formatted(file, limits.tableBytes() >> 10));
      }
      if (problems.isEmpty()) {
        return new Load.Loaded(draft.finish());
      }
      problems.sort(Comparator.comparingInt(RouteLine::number));
      var told = new ArrayList<String>();
      for (RouteLine.Bad bad : problems.subList(0, Math.min(problems.size(), limits.problems()))) {
        told.add(file + ":" + bad.number() + ": " + bad.problem());
      }
      if (problems.size() >= limits.problems()) {
        told.add(file + ": there may be more problems");
      }
      return new Load.Refused(told);
    }
  }
}
