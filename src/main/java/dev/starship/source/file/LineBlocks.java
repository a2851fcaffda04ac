package dev.starship.source.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a file of lines into blocks of whole lines. One thread.
final class LineBlocks {
  /// Large enough that handing blocks to other threads costs nothing, and larger than a line may
  /// be.
  static final int BLOCK_BYTES = 1 << 17;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private byte[] begun;
  private int nextLine = 1;

  LineBlocks(InputStream in) throws IOException {
    this.in = new BufferedInputStream(in);
    begun = this.in.readNBytes(BYTE_ORDER_MARK.length);
    if (Arrays.equals(begun, BYTE_ORDER_MARK)) {
      begun = new byte[0];
    }
  }

  /// The next block, or null at the end.
  @Nullable LineBlock next() throws IOException {
    byte[] read = in.readNBytes(BLOCK_BYTES - begun.length);
    int length = begun.length + read.length;
    byte[] bytes = Arrays.copyOf(begun, length);
    System.arraycopy(read, 0, bytes, begun.length, read.length);
    if (length == 0) {
      return null;
    }
    int end = length == BLOCK_BYTES ? afterLastLineEnd(bytes) : length;
    if (end == 0) {
      skipLine();
      end = length;
    }
    begun = Arrays.copyOfRange(bytes, end, length);
    var block = new LineBlock(end == length ? bytes : Arrays.copyOf(bytes, end), nextLine);
    nextLine += lines(block.bytes());
    return block;
  }

  private static int afterLastLineEnd(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private void skipLine() throws IOException {
    int octet;
    do {
      octet = in.read();
    } while (octet >= 0 && octet != '\n');
  }

  private static int lines(byte[] bytes) {
    int lines = bytes[bytes.length - 1] == '\n' ? 0 : 1;
    for (byte octet : bytes) {
      if (octet == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
