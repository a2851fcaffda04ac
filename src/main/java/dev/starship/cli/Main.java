package dev.starship.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `starship` command. Exit codes: 0 done, 1 failed, 2 wrong use or wrong configuration.
@Command(
    name = "starship",
    description = "A layer-4 load balancer that asks, per connection, where a host lives.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    footer = {"", "Example: starship --version"})
public final class Main {
  private Main() {}

  /// Runs the command line and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
