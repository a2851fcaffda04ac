package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/// 1 GiB of which every block of 1 MiB differs from every other, made and checked as it goes by.
final class Gibibyte {
  static final long BYTES = 1L << 30;

  private static final int BLOCK = 1 << 20;
  private static final byte[] NOISE = noise();

  private Gibibyte() {}

  private static byte[] noise() {
    byte[] noise = new byte[BLOCK];
    new Random(2).nextBytes(noise);
    return noise;
  }

  private static byte[] block(int index) {
    byte[] block = NOISE.clone();
    ByteBuffer.wrap(block).putInt(index).putInt(BLOCK - Integer.BYTES, index);
    return block;
  }

  /// Writes all of it; in chunks of different sizes if `chunked`.
  static void write(OutputStream out, boolean chunked) throws IOException {
    for (int i = 0; i < BYTES / BLOCK; i++) {
      byte[] block = block(i);
      if (chunked) {
        int half = 1 + i * 997 % (BLOCK - 1);
        writeChunk(out, block, 0, half);
        writeChunk(out, block, half, BLOCK - half);
      } else {
        out.write(block);
      }
    }
    if (chunked) {
      out.write(new byte[] {'0', '\r', '\n', '\r', '\n'});
    }
    out.flush();
  }

  private static void writeChunk(OutputStream out, byte[] block, int from, int length)
      throws IOException {
    out.write((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
    out.write(block, from, length);
    out.write(new byte[] {'\r', '\n'});
  }

  /// Reads so much and says whether it was this, byte by byte.
  static boolean matches(InputStream in) throws IOException {
    DataInputStream blocks = new DataInputStream(in);
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BYTES / BLOCK; i++) {
      blocks.readFully(block);
      if (!Arrays.equals(block, block(i))) {
        return false;
      }
    }
    return true;
  }
}
