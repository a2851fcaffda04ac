package dev.starship.transport;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The file descriptors that this process has open. Others than a test's own may be closed while it
/// runs, for the collector closes what was forgotten.
public final class OpenDescriptors {
  private static final Path ALL = Path.of("/proc/self/fd");

  private OpenDescriptors() {}

  /// Those of this moment, each by its number and what it is.
  public static Set<String> now() throws IOException {
    Set<String> open = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(ALL)) {
      Path listing = ALL.toRealPath();
      for (Path descriptor : descriptors) {
        what(descriptor)
            .filter(what -> !what.equals(listing))
            .ifPresent(what -> open.add(descriptor.getFileName() + " " + what));
      }
    }
    return open;
  }

  /// Empty if it was closed meanwhile.
  private static Optional<Path> what(Path descriptor) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor));
    } catch (NoSuchFileException closed) {
      return Optional.empty();
    }
  }
}
