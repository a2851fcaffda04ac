package dev.starship.cli;

import dev.starship.config.ConfigurationFile;
import dev.starship.config.Loaded;
import dev.starship.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `starship check`: tells everything that is wrong with a configuration.
@Command(
    name = "check",
    description = "Prints all problems of a configuration at once; exit code 0 or 2.",
    footer = {"", "Example: starship check -c starship.yaml"})
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration.")
  private @Nullable Path file;

  @Option(
      names = "--effective",
      description = "Prints the configuration with all defaults, secrets hidden.")
  private boolean effective;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path named = Objects.requireNonNull(file);
    return switch (ConfigurationFile.check(named)) {
      case Loaded.Bad(var problems) -> {
        problems.forEach(out::println);
        yield Main.WRONG_USE;
      }
      case Loaded.Good good -> {
        out.print(effective ? good.effective() : summary(named, good.settings()));
        out.flush();
        yield 0;
      }
    };
  }

  private static String summary(Path file, Settings settings) {
    long apis = settings.sources().stream().filter(Settings.Source.Http.class::isInstance).count();
    String only =
        settings.cache().snapshot() != null && apis > 1
            ? file + ": routes.cache.snapshot: keeps the answers of the first HTTP source only\n"
            : "";
    return only + file + ": nothing is wrong\n";
  }
}
