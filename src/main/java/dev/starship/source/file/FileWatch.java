package dev.starship.source.file;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.starship.files.FileTrouble;
import dev.starship.seldom.SeldomLine;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when a file has changed and then rested. It watches the file's folder, so that renames and
/// the symbolic links of a mounted Kubernetes ConfigMap (`..data`) are seen, and looks at the file
/// itself from time to time.
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final Path file;
  private final RoutesFileLimits limits;
  private final Runnable changed;
  private final SeldomLine faults = SeldomLine.ofFaults(LOG, System::nanoTime);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final @Nullable WatchService service;
  private @Nullable WatchKey folder;
  private FileMark seen;

  /// Starts watching.
  ///
  /// @param seen what the file was when it was last read
  /// @param changed told on the watch's own thread
  FileWatch(Path file, RoutesFileLimits limits, FileMark seen, Runnable changed) {
    this.file = file.toAbsolutePath();
    this.limits = limits;
    this.seen = seen;
    this.changed = changed;
    this.service = open();
    rearm();
    Thread.ofPlatform().daemon().name("routes-file-watch").start(this::run);
  }

  private @Nullable WatchService open() {
    try {
      return file.getFileSystem().newWatchService();
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be watched ({}): looking at it every {} ms",
          file,
          FileTrouble.why(e),
          limits.look().toMillis());
      return null;
    }
  }

  private void run() {
    try (WatchService _ = service) {
      boolean woken = false;
      while (closed.getCount() > 0) {
        if (hasEventOfFile() || !FileMark.of(file).equals(seen)) {
          seen = rested();
          tell();
        } else if (woken) {
          // Others may write in this folder all the time.
          closed.await(limits.settle().toNanos(), NANOSECONDS);
        }
        rearm();
        woken = waitForEvent();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("watching {} did not end cleanly: {}", file, FileTrouble.why(e));
    }
  }

  /// A fault, such as a system without threads, must not end the watch: what has changed is told
  /// again at the next look.
  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException | Error fault) {
      faults.error("A fault in taking over " + file + "; please report it", fault);
      seen = FileMark.UNKNOWN;
    }
  }

  private boolean waitForEvent() throws InterruptedException {
    if (service == null || folder == null) {
      closed.await(limits.look().toNanos(), NANOSECONDS);
      return false;
    }
    return service.poll(limits.look().toNanos(), NANOSECONDS) != null;
  }

  /// Whether something that happened in the folder since the last time was about the file itself.
  private boolean hasEventOfFile() {
    boolean has = false;
    if (folder != null) {
      for (var event : folder.pollEvents()) {
        // An overflow names nothing.
        has |= event.context() == null || event.context().equals(file.getFileName());
      }
    }
    return has;
  }

  /// What the file is once it has stayed the same for a while.
  private FileMark rested() throws InterruptedException {
    FileMark before = FileMark.of(file);
    while (true) {
      boolean over = closed.await(limits.settle().toNanos(), NANOSECONDS);
      boolean written = hasEventOfFile();
      FileMark now = FileMark.of(file);
      if (over || !written && now.equals(before)) {
        return now;
      }
      before = now;
    }
  }

  /// Lets the next event wake this thread, and begins again if the folder was replaced.
  private void rearm() {
    if (service == null || folder != null && folder.reset()) {
      return;
    }
    try {
      folder =
          Objects.requireNonNull(file.getParent())
              .register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    } catch (IOException e) {
      folder = null;
      LOG.debug("the folder of {} cannot be watched now: {}", file, e.toString());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
