package dev.starship.routing;

import dev.starship.files.FileTrouble;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/// A snapshot in an H2 MVStore: a log-structured B-tree whose last commit survives a kill.
final class MvSnapshotFile implements SnapshotFile {
  private static final int VERSION = 1;

  /// A page is held by the cache until it is old, and then costs the collector more than another
  /// read would.
  private static final int PAGE_CACHE_MIB = 1;

  /// A change rewrites a page.
  private static final int HOSTS_PER_PAGE = 24;

  /// How much of the file holds current pages before it is compacted, percent. To keep one of 90 in
  /// shape takes ten times as much writing as the changes themselves.
  private static final int LEAST_FILL_PERCENT = 50;

  /// How much may wait for a commit, which the store then makes itself: as bytes of the file, of
  /// which each takes 19 in memory by its own reckoning.
  private static final int MOST_PENDING_KIB = 64;

  /// What a file begins with before anything is committed.
  private static final int HEADER_BYTES = 8_192;

  /// The field of the header that names a commit, when there is one to name.
  private static final String HEADER_COMMIT = "chunk";

  private static final String MAP = "hosts";

  private final MVStore store;
  private final MVMap<String, byte[]> hosts;

  private MvSnapshotFile(MVStore store) {
    this.store = store;
    hosts =
        store.openMap(
            MAP,
            new MVMap.Builder<String, byte[]>()
                .keyType(HostType.INSTANCE)
                .valueType(EntryType.INSTANCE));
  }

  static MvSnapshotFile open(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.exists(file) && !(Files.isRegularFile(file) && Files.isWritable(file))) {
      throw new IOException("it is not a file that may be written");
    }
    long bytes = Files.exists(file) ? Files.size(file) : 0;
    return guarded(() -> {
      MVStore store =
          new MVStore.Builder()
              .fileName(file.toString())
              .cacheSize(PAGE_CACHE_MIB)
              .keysPerPage(HOSTS_PER_PAGE)
              .autoCompactFillRate(LEAST_FILL_PERCENT)
              .autoCommitBufferSize(MOST_PENDING_KIB)
              // Its own thread only keeps the file compact; what it cannot write, the next commit
              // cannot either.
              .backgroundExceptionHandler((_, _) -> {})
              .open();
      try {
        return store.getStoreVersion() == 0 && store.getMapNames().isEmpty()
            ? begun(store, file, bytes)
            : checked(store);
      } catch (IOException | RuntimeException e) {
        store.closeImmediately();
        throw e;
      }
    });
  }

  /// Begins a store in which there is nothing. Of a file whose commits are all destroyed it sees
  /// nothing either, so a file that is not new is only taken if nobody has committed to it.
  ///
  /// @param bytes of the file before it was opened
  private static MvSnapshotFile begun(MVStore store, Path file, long bytes) throws IOException {
    if (bytes > HEADER_BYTES || store.getStoreHeader().containsKey(HEADER_COMMIT)) {
      throw new CorruptException("what stands behind its header cannot be read", null);
    }
    try {
      store.setStoreVersion(VERSION);
      var snapshot = new MvSnapshotFile(store);
      store.commit();
      return snapshot;
    } catch (RuntimeException e) {
      // Half a first commit would look like damage from now on. Not deleted: it may be a link, or
      // lie in a folder where it cannot be made again.
      store.closeImmediately();
      Files.write(file, new byte[0]);
      throw e;
    }
  }

  private static MvSnapshotFile checked(MVStore store) throws IOException {
    if (store.getStoreVersion() != VERSION) {
      throw new CorruptException(
          "it has version " + store.getStoreVersion() + ", not " + VERSION, null);
    }
    return new MvSnapshotFile(store);
  }

  @Override
  public long size() {
    return hosts.sizeAsLong();
  }

  @Override
  public byte @Nullable [] get(String host) throws IOException {
    return guarded(() -> hosts.get(host));
  }

  @Override
  public void forEach(Each each) throws IOException {
    guarded(() -> {
      // Keeps the pages of this moment while the file is being compacted.
      var version = store.registerVersionUsage();
      try {
        Cursor<String, byte[]> cursor = hosts.cursor(null);
        while (cursor.hasNext()) {
          String host = cursor.next();
          if (!each.sees(host, cursor.getValue())) {
            break;
          }
        }
      } finally {
        store.deregisterVersionUsage(version);
      }
      return null;
    });
  }

  @Override
  public void put(String host, byte[] entry) throws IOException {
    guarded(() -> hosts.put(host, entry));
  }

  @Override
  public void remove(String host) throws IOException {
    guarded(() -> hosts.remove(host));
  }

  @Override
  public void clear() throws IOException {
    guarded(() -> {
      hosts.clear();
      return null;
    });
  }

  @Override
  public void commit() throws IOException {
    guarded(store::commit);
  }

  @Override
  public void close() throws IOException {
    guarded(() -> {
      store.close();
      return null;
    });
  }

  @Override
  public void abandon() {
    store.closeImmediately();
  }

  private interface Step<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /// MVStore throws its own unchecked exception for disk and content, and on a file that someone
  /// else wrote anything.
  private static <T extends @Nullable Object> T guarded(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw translated(e);
    }
  }

  private static IOException translated(Throwable e) {
    if (e instanceof MVStoreException held && held.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
      return new HeldException("another process has it open", e);
    }
    if (isOfDisk(e)) {
      return new IOException(reason(e), e);
    }
    return new CorruptException(
        deepest(e) instanceof EOFException ? "it is cut short" : reason(e), e);
  }

  /// Whether the disk failed, or the store has closed itself because it did. The store's threads
  /// that write wrap that in an error that says nothing, more than once.
  private static boolean isOfDisk(Throwable e) {
    for (Throwable why = e; why != null; why = why.getCause()) {
      if (why instanceof IOException && !(why instanceof EOFException)
          || why instanceof MVStoreException failed
              && (failed.getErrorCode() == DataUtils.ERROR_WRITING_FAILED
                  || failed.getErrorCode() == DataUtils.ERROR_CLOSED)) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Throwable e) {
    Throwable deepest = deepest(e);
    String said = deepest instanceof IOException io ? FileTrouble.why(io) : deepest.toString();
    return Quoted.cut(said, 200);
  }

  private static Throwable deepest(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }
}
