package dev.starship.preread;

import dev.starship.ending.Ending;
import dev.starship.preread.Opening.Malformed;
import dev.starship.preread.Opening.NeedMore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Joins the records that a ClientHello comes in (RFC 8446 section 5.1, RFC 5246 section 6.2.1) as
/// their bytes come, and parses it once, when it is whole; one that comes in a single record and at
/// once is parsed where it stands. Else each byte is copied once, and what is kept is never more
/// than what came.
final class ClientHelloReader {
  private static final int HANDSHAKE_RECORD = 22;
  private static final int RECORD_HEADER_BYTES = 5;

  /// A hello is never encrypted, so its records have no expansion (RFC 8446 section 5.1).
  private static final int MAX_RECORD_BYTES = 1 << 14;

  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER_BYTES = 4;

  private static final byte[] NOTHING = new byte[0];
  private static final NeedMore NEED_MORE = new NeedMore(Protocol.TLS);

  private final int maxBytes;

  /// The first byte of the opening that was not used yet.
  private int next;

  /// Where the current record ends; `next` has got there between records.
  private int recordEnd;

  /// The message so far, its header too.
  private byte[] message = NOTHING;

  private int joined;

  ClientHelloReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  Opening read(byte[] bytes, int length) {
    int end = Math.min(length, maxBytes);
    while (next < end) {
      if (next == recordEnd && end - next < RECORD_HEADER_BYTES) {
        break;
      }
      Opening wrong = next == recordEnd ? beginRecord(bytes) : join(bytes, end);
      if (wrong != null) {
        return wrong;
      }
      int inPlace = joined == 0 ? wholeMessageBytes(bytes, end) : 0;
      if (inPlace > 0) {
        next += inPlace;
        return ClientHello.parse(bytes, next - inPlace, next, next);
      }
      if (joined >= MESSAGE_HEADER_BYTES && joined == messageBytes()) {
        return ClientHello.parse(message, 0, joined, next);
      }
    }
    return end < maxBytes ? NEED_MORE : tooLong();
  }

  private @Nullable Opening beginRecord(byte[] bytes) {
    int recordBytes = (bytes[next + 3] & 0xFF) << 8 | bytes[next + 4] & 0xFF;
    if ((bytes[next] & 0xFF) != HANDSHAKE_RECORD) {
      return malformed("a record inside the hello is of another type");
    }
    if (recordBytes == 0 || recordBytes > MAX_RECORD_BYTES) {
      return malformed("a record of the hello is empty or too long");
    }
    next += RECORD_HEADER_BYTES;
    recordEnd = next + recordBytes;
    return null;
  }

  /// Takes what has come of the message's header, or of the rest of the message, and lies in the
  /// current record.
  private @Nullable Opening join(byte[] bytes, int end) {
    int wanted = joined < MESSAGE_HEADER_BYTES ? MESSAGE_HEADER_BYTES : messageBytes();
    int taken = Math.min(Math.min(recordEnd, end) - next, wanted - joined);
    if (joined + taken > message.length) {
      message =
          Arrays.copyOf(message, Math.max(joined + taken, Math.min(2 * message.length, wanted)));
    }
    System.arraycopy(bytes, next, message, joined, taken);
    joined += taken;
    next += taken;
    if (message[0] != CLIENT_HELLO) {
      return malformed("the first handshake message is not a ClientHello");
    }
    boolean announced = wanted == MESSAGE_HEADER_BYTES && joined == wanted;
    return announced && next + messageBytes() - joined > maxBytes ? tooLong() : null;
  }

  /// How long a hello is that stands at `next` and is in this record and there to its end, as most
  /// are: it need not be joined. 0 if there is none.
  private int wholeMessageBytes(byte[] bytes, int end) {
    int there = Math.min(recordEnd, end) - next;
    boolean begun = there >= MESSAGE_HEADER_BYTES && bytes[next] == CLIENT_HELLO;
    int wanted = begun ? messageBytes(bytes, next) : 0;
    return wanted <= there ? wanted : 0;
  }

  private int messageBytes() {
    return messageBytes(message, 0);
  }

  /// How long the message at `at` is with its header, as its header says.
  private static int messageBytes(byte[] bytes, int at) {
    return MESSAGE_HEADER_BYTES
        + ((bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF);
  }

  private static Opening tooLong() {
    return new Malformed(Ending.OPENING_TOO_LONG, "the hello is too long");
  }

  private static Opening malformed(String why) {
    return new Malformed(Ending.MALFORMED_OPENING, why);
  }
}
