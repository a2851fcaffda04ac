package dev.starship.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/// What the backend reads of a connection before it does anything: a hello, and where that is
/// demanded a PROXY header of version 2 before it, which has to tell of a client on loopback and of
/// the host.
final class OpeningBytes {
  private static final int FIXED_BYTES = 16;
  private static final int MAX_HEADER_BYTES = 512;
  private static final int LENGTH_AT = 14;
  private static final int SOURCE_AT = 16;
  private static final int TARGET_AT = 20;
  private static final int TLVS_AT = 28;
  private static final int AUTHORITY = 2;
  private static final int LOOPBACK = 0x7f000001;
  private static final ByteBuffer PROXY_OVER_TCP4 =
      ByteBuffer.wrap(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x21, 0x11});

  private final @Nullable String host;
  private final ByteBuffer bytes;

  private OpeningBytes(@Nullable String host, int mostBytes) {
    this.host = host;
    this.bytes = ByteBuffer.allocate(mostBytes);
  }

  static OpeningBytes plain() {
    return new OpeningBytes(null, Program.HELLO_BYTES);
  }

  /// Behind a header that tells of `host`.
  static OpeningBytes proxied(String host) {
    return new OpeningBytes(host, MAX_HEADER_BYTES + Program.HELLO_BYTES);
  }

  /// Reads once, as [ReadableByteChannel#read].
  int readFrom(ReadableByteChannel channel) throws IOException {
    return channel.read(bytes);
  }

  boolean isWhole() {
    return bytes.position() >= FIXED_BYTES
        && bytes.position() >= headerBytes() + Program.HELLO_BYTES;
  }

  private int headerBytes() {
    return host == null ? 0 : FIXED_BYTES + bytes.getShort(LENGTH_AT);
  }

  /// What it asks for, once it is whole.
  Program program() {
    int header = headerBytes();
    if (bytes.position() > header + Program.HELLO_BYTES) {
      throw new Pattern.WrongBytes("bytes came behind a hello");
    }
    if (host != null) {
      checkHeader(host, header);
    }
    return Program.of(bytes.slice(header, Program.HELLO_BYTES));
  }

  private void checkHeader(String wanted, int end) {
    if (!bytes.slice(0, PROXY_OVER_TCP4.capacity()).equals(PROXY_OVER_TCP4)
        || end < TLVS_AT
        || bytes.getInt(SOURCE_AT) != LOOPBACK
        || bytes.getInt(TARGET_AT) != LOOPBACK) {
      throw new Pattern.WrongBytes("no PROXY header of version 2 that tells of the client");
    }
    for (int at = TLVS_AT; at < end; at += 3 + bytes.getShort(at + 1)) {
      if (bytes.get(at) == AUTHORITY) {
        byte[] told = new byte[bytes.getShort(at + 1)];
        bytes.get(at + 3, told);
        if (new String(told, US_ASCII).equals(wanted)) {
          return;
        }
      }
    }
    throw new Pattern.WrongBytes("a PROXY header without the host " + wanted);
  }
}
