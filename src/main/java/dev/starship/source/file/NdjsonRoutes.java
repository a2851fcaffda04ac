package dev.starship.source.file;

import dev.starship.routing.RouteJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/// Reads routes from JSON lines: one object a line, in UTF-8; blank lines are skipped. Blocks of
/// lines are parsed on threads of their own and taken in the order of the file.
final class NdjsonRoutes {
  /// Platform threads: parsing never blocks, and virtual threads would keep lookups waiting
  /// meanwhile.
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("routes-file-reader-", 0).factory();

  /// How many blocks each reader has, so that none waits for the thread that fills the table.
  private static final int BLOCKS_PER_READER = 2;

  private NdjsonRoutes() {}

  static void read(InputStream in, int readers, RoutesFile.Lines lines)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(readers, THREADS);
    try {
      var underWay = new ArrayDeque<Future<EncodedLines>>();
      var blocks = new LineBlocks(in);
      boolean wanted = true;
      for (LineBlock block = blocks.next(); block != null && wanted; block = blocks.next()) {
        LineBlock next = block;
        underWay.add(pool.submit(() -> parse(next)));
        if (underWay.size() == readers * BLOCKS_PER_READER) {
          wanted = take(underWay.remove(), lines);
        }
      }
      while (wanted && !underWay.isEmpty()) {
        wanted = take(underWay.remove(), lines);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean take(Future<EncodedLines> parsed, RoutesFile.Lines lines)
      throws InterruptedException {
    try {
      return lines.add(parsed.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a routes file could not be parsed", e.getCause());
    }
  }

  private static EncodedLines parse(LineBlock block) {
    var lines = new EncodedLines(block.bytes().length);
    byte[] bytes = block.bytes();
    int number = block.firstLine();
    for (int from = 0; from < bytes.length; number++) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (!isBlank(bytes, from, end)) {
        byte[] json = Arrays.copyOfRange(bytes, from, end);
        lines.add(RouteLine.of(number, RouteJson.read(json)));
      }
      from = end + 1;
    }
    return lines;
  }

  private static boolean isBlank(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        return false;
      }
    }
    return true;
  }
}
