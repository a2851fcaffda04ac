package dev.starship.transport;

import java.io.Serial;

/// The system refused something that Starship cannot run without, such as binding an address. The
/// message is one sentence for an operator.
public final class TransportException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final NetworkFailure failure;

  /// @param failure what kind of refusal it was
  /// @param message one sentence that says what was tried, what the system said and what to do
  public TransportException(NetworkFailure failure, String message) {
    super(message);
    this.failure = failure;
  }

  /// What kind of refusal it was.
  public NetworkFailure failure() {
    return failure;
  }
}
