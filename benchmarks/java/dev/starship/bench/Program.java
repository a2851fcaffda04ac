package dev.starship.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/// What the backend does on a connection. The client says it in the random of its ClientHello,
/// which every proxy passes on unread.
///
/// @param what the kind
/// @param bytes how many the backend sends or takes
record Program(What what, long bytes) {
  /// The kinds.
  enum What {
    /// The backend sends `bytes` and FIN.
    ANSWER_AND_CLOSE(1),
    /// The backend sends `bytes` and waits for the client's FIN.
    ANSWER_AND_WAIT(2),
    /// The backend checks `bytes` from the client and sends one byte and FIN.
    TAKE(3),
    /// The backend sends back what it gets.
    ECHO(4);

    private final int code;

    What(int code) {
      this.code = code;
    }

    private static What of(int code) {
      for (What what : values()) {
        if (what.code == code) {
          return what;
        }
      }
      throw new Pattern.WrongBytes("the hello asks for an unknown program");
    }
  }

  /// The length of every hello: what browsers send.
  static final int HELLO_BYTES = 517;

  /// A short connection: an answer of 1 KiB and FIN.
  static final Program SHORT = new Program(What.ANSWER_AND_CLOSE, 1_024);

  private static final int RANDOM_OFFSET = 11;
  private static final int MAGIC = 0x57a125c1;
  private static final int[] CIPHERS = {
    0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c
  };

  /// A whole ClientHello (RFC 8446 section 4.1.2) for `host` that carries this program.
  ByteBuffer hello(String host) {
    ByteBuffer hello = ByteBuffer.allocateDirect(HELLO_BYTES);
    hello.put((byte) 22).putShort((short) 0x0301).putShort((short) (HELLO_BYTES - 5));
    hello.putInt(1 << 24 | HELLO_BYTES - 9).putShort((short) 0x0303);
    hello.putInt(MAGIC).putInt(what.code).putLong(bytes).putLong(0).putLong(0);
    hello.put((byte) 32).put(new byte[32]);
    hello.putShort((short) (2 * CIPHERS.length));
    for (int cipher : CIPHERS) {
      hello.putShort((short) cipher);
    }
    hello.put((byte) 1).put((byte) 0);
    hello.putShort((short) (HELLO_BYTES - hello.position() - 2));
    byte[] name = host.getBytes(US_ASCII);
    hello.putShort((short) 0).putShort((short) (name.length + 5));
    hello.putShort((short) (name.length + 3)).put((byte) 0);
    hello.putShort((short) name.length).put(name);
    hello.putShort((short) 43).putShort((short) 5).put((byte) 4).putInt(0x03040303);
    int padding = HELLO_BYTES - hello.position() - 4;
    hello.putShort((short) 21).putShort((short) padding);
    return hello.clear();
  }

  /// Reads the program of a hello that begins at index 0 of `bytes`.
  static Program of(ByteBuffer bytes) {
    if (bytes.getInt(RANDOM_OFFSET) != MAGIC) {
      throw new Pattern.WrongBytes("the hello did not come through as it was sent");
    }
    return new Program(What.of(bytes.getInt(RANDOM_OFFSET + 4)), bytes.getLong(RANDOM_OFFSET + 8));
  }
}
