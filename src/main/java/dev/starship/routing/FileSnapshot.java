package dev.starship.routing;

import static java.util.Comparator.comparing;

import dev.starship.address.Host;
import dev.starship.files.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A snapshot in a file, written behind. A file that is no snapshot is set aside and a new one
/// begun; a disk that does not take it is tried again later, and the file then gets what it missed.
/// Whatever ends a load or a write half-way, the file keeps an answer for each host that it had one
/// for. Any thread.
final class FileSnapshot implements Snapshot {
  private static final Logger LOG = LoggerFactory.getLogger(FileSnapshot.class);

  private final Path path;
  private final SnapshotFile.Opener opener;
  private final SnapshotLimits limits;
  private final Time time;
  private final LookupCounters counters;
  private final Owner owner;
  private final PendingHosts pending;
  private final AtomicBoolean flushing = new AtomicBoolean();

  /// Held by whoever opens, loads, writes or closes the file.
  private final ReentrantLock disk = new ReentrantLock();

  private volatile @Nullable SnapshotFile file;
  private volatile boolean loading;
  private volatile boolean closed;

  /// Whether what the file has and memory has not is out of date.
  private boolean loaded;

  private boolean missed;
  private boolean troubled;
  private long taken;
  private long discarded;

  FileSnapshot(
      Path path,
      SnapshotFile.Opener opener,
      SnapshotLimits limits,
      Time time,
      LookupCounters counters,
      Owner owner) {
    this.path = path;
    this.opener = opener;
    this.limits = limits;
    this.time = time;
    this.counters = counters;
    this.owner = owner;
    pending = new PendingHosts(limits.pending());
  }

  /// Opens the file, which blocks, and loads it in the background.
  void open() {
    withDisk(this::openFile);
  }

  private void withDisk(Runnable step) {
    disk.lock();
    try {
      step.run();
    } finally {
      disk.unlock();
    }
  }

  private void openFile() {
    if (closed || file != null) {
      return;
    }
    SnapshotFile opened;
    try {
      opened = openOrSetAside();
    } catch (IOException e) {
      fail(e);
      return;
    }
    pending.open(true);
    loading = !loaded && opened.size() > 0;
    file = opened;
    if (loading) {
      time.startOnDisk(() -> withDisk(this::load));
    } else {
      endLoading();
    }
  }

  private void endLoading() {
    loading = false;
    loaded = true;
    pending.stopRemembering();
    if (missed) {
      time.startOnDisk(() -> withDisk(this::catchUp));
    }
  }

  private SnapshotFile openOrSetAside() throws IOException {
    try {
      return opener.open(path);
    } catch (SnapshotFile.CorruptException e) {
      setAside(e);
      return opener.open(path);
    }
  }

  private void setAside(IOException why) throws IOException {
    counters.count(LookupEvent.SNAPSHOT_FAILED);
    Path aside = path.resolveSibling(path.getFileName() + ".broken");
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    LOG.warn(
        "the snapshot {} cannot be used: {}; set aside as {}, a new one is begun",
        path,
        why.getMessage(),
        aside);
  }

  private void load() {
    SnapshotFile from = file;
    if (from == null) {
      return;
    }
    taken = 0;
    discarded = 0;
    try {
      from.forEach(this::load);
      if (!closed) {
        String without = discarded == 0 ? "" : ", without " + discarded + " too old or damaged";
        LOG.info("the snapshot {} is loaded: {} hosts{}", path, taken, without);
        endLoading();
      }
    } catch (IOException e) {
      breakDown(e);
    }
  }

  private boolean load(String name, byte[] bytes) {
    if (closed || pending.hasForgottenAll()) {
      return false;
    }
    Host host = Host.parse(name).orElse(null);
    Remembered left = host == null ? null : usable(host, bytes);
    if (host != null && left != null) {
      counters.count(LookupEvent.SNAPSHOT_LOADED);
      owner.recalled(host, left);
      taken++;
    } else {
      discarded++;
      counters.count(LookupEvent.SNAPSHOT_DISCARDED);
      if (host != null) {
        var _ = written(pending.removeUnlessWaiting(host));
      }
    }
    return true;
  }

  private @Nullable Remembered usable(Host host, byte[] bytes) {
    SnapshotEntry entry = SnapshotEntry.read(host, bytes);
    Remembered left = entry == null ? null : entry.remembered(time);
    return left != null && left.isUsable(time.millis()) ? left : null;
  }

  @Override
  public boolean isLoading() {
    return loading;
  }

  @Override
  public @Nullable Remembered recall(Host host) {
    SnapshotFile from = file;
    if (!loading || from == null || pending.hasForgotten(host)) {
      return null;
    }
    try {
      byte[] bytes = from.get(host.name());
      return bytes == null ? null : usable(host, bytes);
    } catch (IOException _) {
      // Loading meets the same trouble, and deals with it.
      counters.count(LookupEvent.SNAPSHOT_FAILED);
      return null;
    }
  }

  @Override
  public boolean hasForgotten(Host host) {
    return pending.hasForgotten(host);
  }

  @Override
  public boolean save(Host host, Remembered hit) {
    return written(pending.put(host, SnapshotEntry.of(hit, time)));
  }

  @Override
  public void remove(Host host) {
    var _ = written(pending.remove(host));
  }

  @Override
  public void clear() {
    if (pending.clear()) {
      // At once: what is purged must not come back after a kill.
      time.startOnDisk(() -> withDisk(this::flush));
    } else {
      counters.count(LookupEvent.SNAPSHOT_DROPPED);
    }
  }

  private boolean written(boolean accepted) {
    if (!accepted) {
      counters.count(LookupEvent.SNAPSHOT_DROPPED);
    } else if (flushing.compareAndSet(false, true)) {
      var _ = time.after(limits.every(), () -> time.startOnDisk(() -> withDisk(this::flush)));
    }
    return accepted;
  }

  private void flush() {
    flushing.set(false);
    SnapshotFile to = file;
    if (to == null) {
      return;
    }
    PendingHosts.Batch batch = pending.take();
    if (batch.isEmpty()) {
      return;
    }
    try {
      if (batch.clears()) {
        to.clear();
      }
      for (Host host : inOrder(batch.hosts().keySet())) {
        write(to, host, batch.hosts().getOrDefault(host, Optional.empty()));
      }
      to.commit();
      counters.count(LookupEvent.SNAPSHOT_WRITTEN, batch.hosts().size());
    } catch (IOException e) {
      counters.count(LookupEvent.SNAPSHOT_DROPPED, batch.hosts().size());
      if (batch.clears()) {
        // What is purged has to go from the next file that opens, before anything is put there.
        var _ = pending.clear();
      }
      breakDown(e);
    }
  }

  /// In the order of the file, so that each of its pages is changed once.
  private static List<Host> inOrder(Collection<Host> hosts) {
    return hosts.stream().sorted(comparing(Host::name)).toList();
  }

  private void write(SnapshotFile to, Host host, Optional<SnapshotEntry> entry) throws IOException {
    if (entry.isPresent()) {
      to.put(host.name(), bytes(host, entry.get()));
    } else {
      to.remove(host.name());
    }
  }

  private byte[] bytes(Host host, SnapshotEntry entry) {
    return entry.write(host, limits.validatorChars());
  }

  /// Brings a file that has missed some of it to what is in memory. It may end anywhere, and the
  /// file commits by itself, so each write has to be right without the next ones.
  private void catchUp() {
    // What was purged goes first.
    flush();
    SnapshotFile to = file;
    if (to == null || !missed) {
      return;
    }
    try {
      putRemembered(to);
      removeForgotten(to);
      if (closed) {
        return;
      }
      to.commit();
      missed = false;
      if (troubled) {
        LOG.info("the snapshot {} is in use again", path);
        troubled = false;
      }
    } catch (IOException e) {
      breakDown(e);
    }
  }

  private void putRemembered(SnapshotFile to) throws IOException {
    for (Host host : inOrder(owner.hosts())) {
      Remembered hit = owner.remembered(host);
      if (closed) {
        return;
      }
      if (hit != null) {
        put(to, host, SnapshotEntry.of(hit, time));
      }
    }
  }

  /// What the file has already is not written again, so that a disk with little room gets on with
  /// every try.
  private void put(SnapshotFile to, Host host, SnapshotEntry entry) throws IOException {
    byte[] written = to.get(host.name());
    SnapshotEntry old = written == null ? null : SnapshotEntry.read(host, written);
    if (old == null || !old.isAsGoodAs(entry)) {
      to.put(host.name(), bytes(host, entry));
      counters.count(LookupEvent.SNAPSHOT_WRITTEN);
    }
  }

  private void removeForgotten(SnapshotFile to) throws IOException {
    to.forEach((name, _) -> {
      Host host = Host.parse(name).orElse(null);
      if (!closed && (host == null || owner.remembered(host) == null)) {
        to.remove(name);
        counters.count(LookupEvent.SNAPSHOT_WRITTEN);
      }
      return !closed;
    });
  }

  /// Lets go of a file that fails. What is in memory stays, and goes to the next file.
  private void breakDown(IOException why) {
    SnapshotFile broken = file;
    file = null;
    loading = false;
    if (broken != null) {
      broken.abandon();
    }
    missed = true;
    if (why instanceof SnapshotFile.CorruptException) {
      try {
        setAside(why);
        openFile();
        return;
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
    fail(why);
  }

  private void fail(IOException why) {
    counters.count(LookupEvent.SNAPSHOT_FAILED);
    pending.open(false);
    missed = true;
    if (!troubled) {
      troubled = true;
      LOG.warn(
          "the snapshot {} is not in use: {}; it is tried again every {} s",
          path,
          FileTrouble.why(why),
          limits.retry().toSeconds());
    }
    var _ = time.after(limits.retry(), () -> time.startOnDisk(this::open));
  }

  @Override
  public void close() {
    closed = true;
    withDisk(() -> {
      flush();
      SnapshotFile last = file;
      file = null;
      if (last != null) {
        close(last);
      }
    });
  }

  private void close(SnapshotFile last) {
    try {
      last.close();
    } catch (IOException e) {
      counters.count(LookupEvent.SNAPSHOT_FAILED);
      LOG.warn("the snapshot {} could not be closed: {}", path, FileTrouble.why(e));
    }
  }
}
