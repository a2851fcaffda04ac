package dev.starship.smuggling;

/// What a backend answers to one request, and what its client may get of it.
///
/// @param name what is special about it
/// @param method of the request
/// @param bytes what the backend sends; each char is one byte
/// @param backendCloses whether it closes its connection behind it
/// @param outcome what the client gets
public record BadAnswer(
    String name, String method, String bytes, boolean backendCloses, Outcome outcome) {
  /// What a client gets.
  public sealed interface Outcome {
    /// A whole response.
    ///
    /// @param closes whether the connection ends with it
    record Passed(int status, boolean closes, String body) implements Outcome {}

    /// A page that says that the backend has failed, and a connection that carries on.
    record BadGateway() implements Outcome {}

    /// A response that everybody can see to be cut.
    record Cut() implements Outcome {}
  }

  /// One that no client gets.
  static BadAnswer refused(String name, String bytes) {
    return new BadAnswer(name, "GET", bytes, false, new Outcome.BadGateway());
  }

  /// One of which a client gets the beginning at most.
  static BadAnswer cut(String name, String bytes) {
    return new BadAnswer(name, "GET", bytes, false, new Outcome.Cut());
  }

  /// One that is passed on as this.
  static BadAnswer passed(String name, String bytes, int status, String body) {
    return new BadAnswer(name, "GET", bytes, false, new Outcome.Passed(status, false, body));
  }

  /// The same to a request with another method.
  BadAnswer to(String other) {
    return new BadAnswer(name, other, bytes, backendCloses, outcome);
  }

  /// The same, and the backend closes its connection.
  BadAnswer thenClosed() {
    return new BadAnswer(name, method, bytes, true, outcome);
  }

  /// The same, and the client's connection ends where the backend's does.
  BadAnswer untilClosed() {
    Outcome closing =
        outcome instanceof Outcome.Passed(int status, boolean _, String body)
            ? new Outcome.Passed(status, true, body)
            : outcome;
    return new BadAnswer(name, method, bytes, true, closing);
  }
}
