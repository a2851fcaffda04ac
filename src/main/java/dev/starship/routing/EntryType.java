package dev.starship.routing;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/// How the store writes entries. As with [HostType], a damaged length allocates nothing.
final class EntryType extends BasicDataType<byte[]> {
  static final EntryType INSTANCE = new EntryType();

  /// Bytes of an array object beside its elements.
  private static final int OBJECT_BYTES = 16;

  private EntryType() {}

  @Override
  public int getMemory(byte[] entry) {
    return OBJECT_BYTES + entry.length;
  }

  @Override
  public void write(WriteBuffer to, byte[] entry) {
    to.putInt(entry.length).put(entry);
  }

  @Override
  public byte[] read(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new IllegalStateException("an entry of " + length + " bytes");
    }
    var entry = new byte[length];
    from.get(entry);
    return entry;
  }

  @Override
  public byte[][] createStorage(int size) {
    return new byte[size][];
  }
}
