package dev.starship.routing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// A disk with one snapshot in memory that fails when a test says so. One thread.
final class FakeDisk implements SnapshotFile.Opener {
  final Map<String, byte[]> content = new TreeMap<>();
  Runnable beforeLoading = () -> {};
  private @Nullable IOException openFailure;
  private @Nullable IOException readFailure;
  private @Nullable IOException writeFailure;
  int opens;
  boolean isOpen;

  void failsToOpen(@Nullable IOException failure) {
    openFailure = failure;
  }

  void failsToRead(@Nullable IOException failure) {
    readFailure = failure;
  }

  void failsToWrite(@Nullable IOException failure) {
    writeFailure = failure;
  }

  private static void check(@Nullable IOException failure) throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public SnapshotFile open(Path path) throws IOException {
    opens++;
    check(openFailure);
    isOpen = true;
    return new Opened();
  }

  private final class Opened implements SnapshotFile {
    @Override
    public long size() {
      return content.size();
    }

    @Override
    public byte @Nullable [] get(String host) throws IOException {
      check(readFailure);
      return content.get(host);
    }

    @Override
    public void forEach(BiPredicate<String, byte[]> each) throws IOException {
      beforeLoading.run();
      check(readFailure);
      for (Map.Entry<String, byte[]> entry : Map.copyOf(content).entrySet()) {
        if (!each.test(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }

    @Override
    public void put(String host, byte[] entry) throws IOException {
      check(writeFailure);
      content.put(host, entry);
    }

    @Override
    public void remove(String host) throws IOException {
      check(writeFailure);
      content.remove(host);
    }

    @Override
    public void clear() throws IOException {
      check(writeFailure);
      content.clear();
    }

    @Override
    public void commit() throws IOException {
      check(writeFailure);
    }

    @Override
    public void close() throws IOException {
      isOpen = false;
      check(writeFailure);
    }

    @Override
    public void abandon() {
      isOpen = false;
    }
  }
}
