package dev.starship;

import java.io.Serial;

/// Starship could not be started. The message says why and what to do, in one line for each
/// problem.
public final class StartException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final boolean wrongConfiguration;

  StartException(Exception cause, boolean wrongConfiguration) {
    super(cause.getMessage(), cause);
    this.wrongConfiguration = wrongConfiguration;
  }

  StartException(String message, boolean wrongConfiguration) {
    super(message);
    this.wrongConfiguration = wrongConfiguration;
  }

  /// Whether the configuration, or a file it names, has to be changed; else the system refused
  /// something.
  public boolean wrongConfiguration() {
    return wrongConfiguration;
  }
}
