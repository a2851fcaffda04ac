package dev.starship.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.starship.address.Host;
import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/// How the store writes the names of hosts. A damaged length allocates nothing: MVStore's own types
/// would take it for two gigabytes.
final class HostType extends BasicDataType<String> {
  static final HostType INSTANCE = new HostType();

  /// Bytes of a string object beside its characters.
  private static final int OBJECT_BYTES = 40;

  /// Far more than a page ever has.
  private static final int MAX_KEYS_PER_PAGE = 100_000;

  private HostType() {}

  @Override
  public int compare(String a, String b) {
    return a.compareTo(b);
  }

  @Override
  public int getMemory(String name) {
    return OBJECT_BYTES + name.length();
  }

  @Override
  public void write(WriteBuffer to, String name) {
    byte[] bytes = name.getBytes(US_ASCII);
    to.put((byte) bytes.length).put(bytes);
  }

  @Override
  public String read(ByteBuffer from) {
    int length = Byte.toUnsignedInt(from.get());
    if (length > Host.MAX_BYTES || length > from.remaining()) {
      throw new IllegalStateException("a host of " + length + " bytes");
    }
    var bytes = new byte[length];
    from.get(bytes);
    return new String(bytes, US_ASCII);
  }

  @Override
  public String[] createStorage(int size) {
    if (size > MAX_KEYS_PER_PAGE) {
      throw new IllegalStateException("a page of " + size + " hosts");
    }
    return new String[size];
  }
}
