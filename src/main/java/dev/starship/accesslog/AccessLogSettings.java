package dev.starship.accesslog;

/// Where the access log goes and what its lines look like.
///
/// @param path [#STDOUT], [#NONE] or the path of a file, which is appended to
/// @param format of the lines
public record AccessLogSettings(String path, LogFormat format) {
  /// The path that stands for the standard output.
  public static final String STDOUT = "stdout";

  /// The path that stands for no access log.
  public static final String NONE = "none";

  /// JSON lines to the standard output, as container platforms collect them.
  public static final AccessLogSettings DEFAULT = new AccessLogSettings(STDOUT, LogFormat.JSON);

  /// Whether a path is that of a file.
  public static boolean isFile(String path) {
    return !path.equals(STDOUT) && !path.equals(NONE);
  }

  /// Checks the path.
  public AccessLogSettings {
    if (path.isBlank()) {
      throw new IllegalArgumentException(
          "the path of the access log is empty; it is stdout, none or a file");
    }
  }
}
