package dev.starship.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A command cannot go on. The message is for whoever typed it: one sentence, or lines, saying what
/// to do.
final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /// It was tried and failed.
  static CommandFailure failed(String message) {
    return new CommandFailure(Main.FAILED, message, null);
  }

  /// It was tried and failed because of `cause`.
  static CommandFailure failed(String message, Throwable cause) {
    return new CommandFailure(Main.FAILED, message, cause);
  }

  /// What was asked for cannot be done as it was asked.
  static CommandFailure wrongUse(String message) {
    return new CommandFailure(Main.WRONG_USE, message, null);
  }

  int exitCode() {
    return exitCode;
  }
}
