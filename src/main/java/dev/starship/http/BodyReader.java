package dev.starship.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds where the body of one message ends as its bytes pass by, chunk sizes and trailers
/// included, and changes none of them. Nothing but trailers makes it allocate once it is made. Not
/// safe for several threads.
public final class BodyReader {
  private enum Place {
    BYTES,
    UNTIL_CLOSE,
    CHUNKS,
    DONE,
    MALFORMED
  }

  private final @Nullable ChunkSyntax chunks;
  private Place place;
  private long bytesLeft;

  /// A reader of the one body that `framing` of a request describes.
  public static BodyReader ofRequest(Framing framing, HttpLimits limits) {
    return new BodyReader(framing, limits, false);
  }

  /// A reader of the one body that `framing` of a response describes. Its trailers may be fields
  /// that mean something in a head, but for those that frame it.
  public static BodyReader ofResponse(Framing framing, HttpLimits limits) {
    return new BodyReader(framing, limits, true);
  }

  private BodyReader(Framing framing, HttpLimits limits, boolean response) {
    chunks = framing instanceof Framing.Chunked ? new ChunkSyntax(limits, response) : null;
    place =
        switch (framing) {
          case Framing.None() -> Place.DONE;
          case Framing.Length(long bytes) -> bytes == 0 ? Place.DONE : Place.BYTES;
          case Framing.Chunked() -> Place.CHUNKS;
          case Framing.UntilClose() -> Place.UNTIL_CLOSE;
        };
    bytesLeft = framing instanceof Framing.Length(long bytes) ? bytes : 0;
  }

  /// Reads what lies between position and limit, which stay as they are, and says how many of these
  /// bytes belong to the body. Bytes that it counted are passed on and never shown again. Fewer
  /// than all means that the body ended or broke there.
  public int take(ByteBuffer bytes) {
    return switch (place) {
      case BYTES -> takeBytes(bytes.remaining());
      case UNTIL_CLOSE -> bytes.remaining();
      case CHUNKS -> takeChunks(chunks(), bytes);
      case DONE, MALFORMED -> 0;
    };
  }

  /// How many of the next bytes are the body's whatever they are; more may be.
  public long bytesToCome() {
    return switch (place) {
      case CHUNKS -> chunks().bytesOfChunk();
      case UNTIL_CLOSE -> Long.MAX_VALUE;
      case BYTES, DONE, MALFORMED -> bytesLeft;
    };
  }

  /// Counts bytes that were passed on without a look at them.
  ///
  /// @param count no more than [#bytesToCome()]
  public void passed(int count) {
    if (count > bytesToCome()) {
      throw new IllegalArgumentException("more bytes than the body has for sure");
    }
    switch (place) {
      case CHUNKS -> chunks().skip(count);
      case BYTES -> takeBytes(count);
      case UNTIL_CLOSE, DONE, MALFORMED -> {}
    }
  }

  /// Whether the body has ended: everything behind what was taken is something else.
  public boolean isDone() {
    return place == Place.DONE;
  }

  /// Whether the body is whole if its connection ends now.
  public boolean isWholeAtClose() {
    return place == Place.DONE || place == Place.UNTIL_CLOSE;
  }

  /// What is wrong with the body; null as long as nothing is.
  public @Nullable HttpFault fault() {
    return chunks == null ? null : chunks.fault();
  }

  private ChunkSyntax chunks() {
    return Objects.requireNonNull(chunks);
  }

  private int takeBytes(int available) {
    int taken = (int) Math.min(available, bytesLeft);
    bytesLeft -= taken;
    if (bytesLeft == 0) {
      place = Place.DONE;
    }
    return taken;
  }

  private int takeChunks(ChunkSyntax chunks, ByteBuffer bytes) {
    int from = bytes.position();
    int at = from;
    while (at < bytes.limit() && place == Place.CHUNKS) {
      int skipped = chunks.skip(bytes.limit() - at);
      if (skipped > 0) {
        at += skipped;
        continue;
      }
      if (chunks.accept(bytes.get(at) & 0xFF) != null) {
        place = Place.MALFORMED;
        break;
      }
      at++;
      if (chunks.isDone()) {
        place = Place.DONE;
      }
    }
    return at - from;
  }
}
