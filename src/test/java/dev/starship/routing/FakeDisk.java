package dev.starship.routing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk with one snapshot in memory that fails when a test says so. Every write is committed at
/// once, as a file may that commits by itself. One thread.
final class FakeDisk implements SnapshotFile.Opener {
  final Map<String, byte[]> content = new TreeMap<>();
  Runnable beforeLoading = () -> {};
  Runnable beforeWriting = () -> {};
  private @Nullable IOException openFailure;
  private final Failing reads = new Failing();
  private final Failing writes = new Failing();
  int opens;
  boolean isOpen;

  void failsToOpen(@Nullable IOException failure) {
    openFailure = failure;
  }

  void failsToRead(@Nullable IOException failure) {
    failsToReadAfter(0, failure);
  }

  void failsToReadAfter(int entries, @Nullable IOException failure) {
    reads.fails(entries, failure);
  }

  void failsToWrite(@Nullable IOException failure) {
    failsToWriteAfter(0, failure);
  }

  void failsToWriteAfter(int times, @Nullable IOException failure) {
    writes.fails(times, failure);
  }

  /// What goes well so many times.
  private static final class Failing {
    private int left;
    private @Nullable IOException failure;

    void fails(int after, @Nullable IOException newFailure) {
      left = after;
      failure = newFailure;
    }

    void check() throws IOException {
      if (failure != null && left-- <= 0) {
        throw failure;
      }
    }
  }

  private void write() throws IOException {
    beforeWriting.run();
    writes.check();
  }

  @Override
  public SnapshotFile open(Path path) throws IOException {
    opens++;
    if (openFailure != null) {
      throw openFailure;
    }
    if (reads.failure instanceof SnapshotFile.CorruptException && Files.notExists(path)) {
      // It was set aside.
      content.clear();
      reads.fails(0, null);
    }
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
      reads.check();
      return content.get(host);
    }

    @Override
    public void forEach(Each each) throws IOException {
      beforeLoading.run();
      for (Map.Entry<String, byte[]> entry : Map.copyOf(content).entrySet()) {
        reads.check();
        if (!each.sees(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }

    @Override
    public void put(String host, byte[] entry) throws IOException {
      write();
      content.put(host, entry);
    }

    @Override
    public void remove(String host) throws IOException {
      write();
      content.remove(host);
    }

    @Override
    public void clear() throws IOException {
      write();
      content.clear();
    }

    @Override
    public void commit() throws IOException {
      write();
    }

    @Override
    public void close() throws IOException {
      isOpen = false;
      writes.check();
    }

    @Override
    public void abandon() {
      isOpen = false;
    }
  }
}
