package dev.starship.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// Runs commands within the test's process.
final class CommandLines {
  private CommandLines() {}

  /// What a command said.
  record Said(int exitCode, String out, String err) {}

  static Said run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine command = Main.commandLine();
    int code =
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(args);
    return new Said(code, out.toString(), err.toString());
  }
}
