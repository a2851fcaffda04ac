package dev.starship.resolving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The names as the system is configured to find them. The configuration is read with the first
/// question: reading it takes as long as the rest of a start, and many never name a backend. It is
/// read anew when a question finds that the file has changed; questions under way go on as they
/// began.
final class SystemNames implements Names {
  private static final Logger LOG = LoggerFactory.getLogger(SystemNames.class);

  private final Path file;
  private final Supplier<Names> reading;
  private final ResolverLimits limits;
  private final LongSupplier nanoTime;
  private volatile @Nullable Configured configured;

  /// @param text what the file said
  /// @param lookedAt when it last did
  private record Configured(Names names, String text, long lookedAt) {}

  /// @param file whose change makes `reading` give something new
  SystemNames(Path file, Supplier<Names> reading, ResolverLimits limits, LongSupplier nanoTime) {
    this.file = file;
    this.reading = reading;
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  @Override
  public Answer ask(DnsName name) throws InterruptedException {
    Configured current = configured;
    long now = nanoTime.getAsLong();
    return (current == null || isOld(current, now) ? look(now) : current).names().ask(name);
  }

  private boolean isOld(Configured one, long now) {
    return now - one.lookedAt() >= limits.configurationLife().toNanos();
  }

  private synchronized Configured look(long now) {
    Configured before = configured;
    if (before != null && !isOld(before, now)) {
      return before;
    }
    // The text comes first: what is written meanwhile is then found at the next look.
    String text = text(before == null ? "" : before.text());
    Names names;
    if (before == null) {
      names = reading.get();
    } else {
      names = text.equals(before.text()) ? before.names() : readAnew(before.names());
    }
    Configured after = new Configured(names, text, now);
    configured = after;
    return after;
  }

  /// What the file says, or `otherwise` while it cannot be read: it may just be replaced.
  private String text(String otherwise) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      LOG.debug("{} cannot be read: {}", file, e.toString());
      return otherwise;
    }
  }

  private Names readAnew(Names before) {
    try {
      Names after = reading.get();
      LOG.info("{} has changed and was read anew", file);
      return after;
    } catch (RuntimeException e) {
      LOG.warn("{} has changed and cannot be used; what it said before holds", file, e);
      return before;
    }
  }
}
