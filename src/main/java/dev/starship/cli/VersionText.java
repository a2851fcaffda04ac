package dev.starship.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints: the version, the commit it was built from, and the JDK it runs on.
final class VersionText implements IVersionProvider {
  private static final Properties BUILT = read();

  @Override
  public String[] getVersion() {
    return new String[] {
      "starship " + version(),
      "commit " + commit(),
      "jdk " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }

  static String version() {
    return BUILT.getProperty("version", "unknown");
  }

  /// The commit that this was built from.
  static String commit() {
    return BUILT.getProperty("commit", "unknown");
  }

  private static Properties read() {
    var built = new Properties();
    try (InputStream in = VersionText.class.getResourceAsStream("version.properties")) {
      built.load(Objects.requireNonNull(in, "version.properties is missing from the jar"));
      return built;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
