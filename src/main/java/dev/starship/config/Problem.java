package dev.starship.config;

/// One thing that is wrong with a configuration. Immutable, any thread.
///
/// @param file the file as it was named
/// @param line the line, from 1; 0 if the problem is that of the whole file
/// @param key the full key, such as `routes.cache.ttl`; empty if the problem has none
/// @param what what is wrong
/// @param instead what would be right
public record Problem(String file, int line, String key, String what, String instead) {
  /// One line for an operator: `FILE:LINE: key: what is wrong; what would be right`.
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + withoutPlace();
  }

  /// The same without file and line.
  public String withoutPlace() {
    return (key.isEmpty() ? "" : key + ": ") + what + "; " + instead;
  }
}
