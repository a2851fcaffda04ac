package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.preread.Opening;
import dev.starship.transport.Buffer;
import dev.starship.transport.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes read from a connection and held until it is clear what they are, up to a limit.
final class Held implements FirstBytes {
  private static final int LEAST_BYTES = 32;
  private static final byte[] NOTHING = new byte[0];

  private final int maxBytes;
  private final byte[] lent;
  private byte[] bytes = NOTHING;
  private int length;

  Held(int maxBytes) {
    this(maxBytes, NOTHING);
  }

  /// Uses the array of `scratch` as long as it is large enough. Within one call of the loop: what
  /// is to stay is [#own()] then.
  Held(int maxBytes, Scratch scratch) {
    this(maxBytes, scratch.bytes);
  }

  private Held(int maxBytes, byte[] lent) {
    this.maxBytes = maxBytes;
    this.lent = lent;
  }

  /// An array of one event loop, lent to whatever is read and passed on within one call.
  static final class Scratch {
    private final byte[] bytes;

    Scratch(int size) {
      bytes = new byte[size];
    }
  }

  /// Reads once from `connection` and appends what came, as [Connection#read(Buffer)]. What does
  /// not fit stays unread.
  int readFrom(Connection connection, Buffer shared) {
    return readFrom(connection, shared, Integer.MAX_VALUE);
  }

  /// Reads as [#readFrom(Connection, Buffer)], but at most `most` bytes.
  int readFrom(Connection connection, Buffer shared, int most) {
    ByteBuffer read = shared.bytes();
    read.clear().limit(Math.min(Math.min(read.capacity(), most), room()));
    int count = connection.read(shared);
    if (count > 0) {
      makeRoom(count);
      read.flip().get(bytes, length, count);
      length += count;
    }
    return count;
  }

  /// Reads as [#readFrom] where something is to be read, also the end that was met before.
  int readNext(Connection connection, Buffer shared) {
    if (connection.readable()) {
      return readFrom(connection, shared);
    }
    return connection.ended() ? Socket.END : 0;
  }

  /// Reads as [#readNext] up to something that begins a request: an empty line, which some clients
  /// send behind a body, does not (RFC 9112 section 2.2).
  int readRequest(Connection connection, Buffer shared) {
    int count = readNext(connection, shared);
    while (count > 0 && !beginsRequest()) {
      count = readNext(connection, shared);
    }
    return count;
  }

  /// Whether more is held than an empty line, or a part of one.
  boolean beginsRequest() {
    return switch (length) {
      case 0 -> false;
      case 1 -> bytes[0] != '\r';
      case 2 -> bytes[0] != '\r' || bytes[1] != '\n';
      default -> true;
    };
  }

  /// What a session ends with whose client ends it now, before what it says is whole.
  ///
  /// @param count what the last read told: [Socket#END] or [Socket#FAILED]
  Ending endedBy(int count) {
    if (isEmpty()) {
      return Ending.SILENT;
    }
    return count == Socket.FAILED ? Ending.CLIENT_RESET : Ending.CLIENT_CLOSED_EARLY;
  }

  /// Appends what is between position and limit; no more than [#room()].
  void append(ByteBuffer more) {
    int count = more.remaining();
    makeRoom(count);
    more.get(bytes, length, count);
    length += count;
  }

  /// How many bytes can be added.
  int room() {
    return maxBytes - length;
  }

  /// Most openings come in one read and fit exactly; one that comes in pieces grows by doubling,
  /// and byte by byte not from one byte.
  private void makeRoom(int count) {
    int needed = length + count;
    if (length == 0 && needed <= lent.length) {
      bytes = lent;
    }
    if (needed > bytes.length) {
      int room = length == 0 ? Math.max(needed, LEAST_BYTES) : 2 * needed;
      bytes = Arrays.copyOf(bytes, Math.min(maxBytes, room));
    }
  }

  /// Takes what is held out of the array that was lent.
  @SuppressWarnings("ReferenceEquality") // It is about the very array.
  void own() {
    if (bytes == lent && length > 0) {
      bytes = Arrays.copyOf(bytes, length);
    }
  }

  /// The array whose first [#length()] bytes are held; it is replaced as it grows.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Sends all that is held, unchanged.
  @Override
  public void sendTo(Connection backend, byte[] header) {
    FirstBytes.send(backend, header, bytes, length);
  }

  /// A hello alone asks for nothing; bytes behind it, or early data that may have followed, could
  /// (RFC 8446 section 8). Of other protocols nothing is known.
  @Override
  public boolean isRepeatable(@Nullable Opening opening) {
    return opening instanceof Opening.Tls hello
        && !hello.hasEarlyData()
        && length == hello.length();
  }

  /// A copy of the bytes from `from` to the next empty line and with it; empty if there is none.
  byte[] headAt(int from) {
    for (int end = from + 4; end <= length; end++) {
      if (bytes[end - 1] == '\n'
          && bytes[end - 2] == '\r'
          && bytes[end - 3] == '\n'
          && bytes[end - 4] == '\r') {
        return Arrays.copyOfRange(bytes, from, end);
      }
    }
    return NOTHING;
  }

  /// Forgets the first `count` bytes.
  void dropFirst(int count) {
    if (count == length) {
      release();
    } else if (count > 0) {
      bytes = Arrays.copyOfRange(bytes, count, length);
      length -= count;
    }
  }

  /// Forgets all.
  void release() {
    bytes = NOTHING;
    length = 0;
  }
}
