package dev.starship.accesslog;

/// How a line of the access log is written.
public enum LogFormat {
  /// One JSON object a line. A member that has no value is left out.
  JSON,
  /// One line for people: time, session, client, protocol and host, backend, ending, then
  /// `name=value` pairs.
  TEXT
}
