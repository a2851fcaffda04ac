package dev.starship.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints: the version, the commit it was built from, and the JDK it runs on.
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    var built = new Properties();
    try (InputStream in = VersionText.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IOException("version.properties is missing from the jar");
      }
      built.load(in);
    }
    return new String[] {
      "starship " + built.getProperty("version"),
      "commit " + built.getProperty("commit"),
      "jdk " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
