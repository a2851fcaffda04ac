package dev.starship.cli;

import dev.starship.StartException;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command cannot go on. The message is for whoever typed it: one sentence that says what to do,
/// or one line for each problem.
final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /// It was tried and failed.
  static CommandFailure failed(String message, @Nullable Throwable cause) {
    return new CommandFailure(Main.FAILED, message, cause);
  }

  /// What was asked for cannot be done as it was asked.
  static CommandFailure wrongUse(String message) {
    return new CommandFailure(Main.WRONG_USE, message, null);
  }

  /// Each of these has to be put right first.
  static CommandFailure wrongUse(List<String> problems) {
    return wrongUse(String.join("\n", problems));
  }

  /// The balancer cannot start.
  static CommandFailure of(StartException start) {
    int code = start.wrongConfiguration() ? Main.WRONG_USE : Main.FAILED;
    return new CommandFailure(code, String.valueOf(start.getMessage()), start);
  }

  int exitCode() {
    return exitCode;
  }

  /// The lines to show.
  List<String> lines() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
