package dev.starship.proxy;

import java.time.Duration;

/// How long a client may take over Starship's own answer.
///
/// @param openingTimeout how long the opening of a session may take to come that is over a limit
///   and only gets an answer [1 s]: one round trip of a slow network, mostly it is there already
/// @param sendTimeout until the client's system took the answer [5 s]: an answer fits its receive
///   buffer
/// @param lingerTimeout how long a client is read from after the answer and FIN [2 s]: closing with
///   unread bytes makes the system reset the connection, and the client might never see the answer
/// @param lingerBytes how much is read meanwhile [256 KiB]
/// @param answerQuiet how long a client that has the whole answer of a backend may send nothing
///   before its connection is closed [5 s]: longer than most pauses of an upload, and as it has
///   sent nothing unread the close takes nothing away
public record RefusalLimits(
    Duration openingTimeout,
    Duration sendTimeout,
    Duration lingerTimeout,
    int lingerBytes,
    Duration answerQuiet) {
  /// The defaults.
  public static final RefusalLimits DEFAULT =
      new RefusalLimits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          256 * 1024,
          Duration.ofSeconds(5));
}
