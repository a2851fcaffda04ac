package dev.starship.source.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Bytes that are only ever appended to, in chunks that the garbage collector never has to look
/// into. A record lies whole within one chunk and is found again by its place. Built by one thread,
/// then read by any.
final class Slab {
  private static final int CHUNK_BITS = 20;

  /// How long one record may be.
  static final int CHUNK_BYTES = 1 << CHUNK_BITS;

  private static final int IN_CHUNK = CHUNK_BYTES - 1;

  /// What a slab of a few records takes: its first chunk grows with it.
  private static final int FIRST_BYTES = 1 << 12;

  private final List<byte[]> chunks = new ArrayList<>();
  private int used = CHUNK_BYTES;
  private long bytes;

  /// Appends a record of at most [#CHUNK_BYTES] and says where it lies.
  ///
  /// @throws IllegalStateException if places would no longer fit an int (2 GiB)
  int append(byte[] bytes, int from, int to) {
    int place = room(to - from);
    put(bytes, from, to - from);
    return place;
  }

  /// Appends one record of two parts: some bytes, and what was written to `tail`.
  int append(byte[] bytes, int from, int to, RecordWriter tail) {
    int place = room(to - from + tail.length());
    put(bytes, from, to - from);
    put(tail.bytes(), 0, tail.length());
    return place;
  }

  private int room(int length) {
    if (length > CHUNK_BYTES - used) {
      if (chunks.size() > Integer.MAX_VALUE >> CHUNK_BITS) {
        throw new IllegalStateException("the slab is full");
      }
      byte[] chunk = new byte[chunks.isEmpty() ? FIRST_BYTES : CHUNK_BYTES];
      chunks.add(chunk);
      bytes += chunk.length;
      used = 0;
    }
    growTo(used + length);
    return chunks.size() - 1 << CHUNK_BITS | used;
  }

  private void growTo(int needed) {
    byte[] last = chunks.getLast();
    if (needed > last.length) {
      int doubled = Math.min(CHUNK_BYTES, Math.max(needed, 2 * last.length));
      chunks.set(chunks.size() - 1, Arrays.copyOf(last, doubled));
      bytes += doubled - last.length;
    }
  }

  private void put(byte[] bytes, int from, int length) {
    System.arraycopy(bytes, from, chunks.getLast(), used, length);
    used += length;
  }

  /// The chunk that `place` lies in, from [#inChunk(int)] on.
  byte[] chunk(int place) {
    return chunks.get(place >>> CHUNK_BITS);
  }

  /// Where in its chunk `place` lies.
  static int inChunk(int place) {
    return place & IN_CHUNK;
  }

  /// How much memory the chunks take.
  long bytes() {
    return bytes;
  }
}
