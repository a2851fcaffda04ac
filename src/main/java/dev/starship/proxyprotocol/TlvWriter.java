package dev.starship.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends TLVs to a header of version 2.
final class TlvWriter {
  private TlvWriter() {}

  static void write(Tlvs tlvs, ByteArrayOutputStream to) {
    write(TlvType.ALPN, tlvs.alpn(), to);
    write(TlvType.AUTHORITY, tlvs.authority(), to);
    write(TlvType.UNIQUE_ID, tlvs.uniqueId(), to);
    if (tlvs.overTls()) {
      // Nobody here knows of a certificate of the client: not verified.
      write(TlvType.SSL, new byte[] {TlvType.SSL_CLIENT, 0, 0, 0, 1}, to);
    }
    List<Long> nodes = tlvs.nodes();
    if (!nodes.isEmpty()) {
      ByteBuffer value =
          ByteBuffer.allocate(TlvType.NODES_MARK.length + nodes.size() * Long.BYTES)
              .put(TlvType.NODES_MARK);
      nodes.forEach(value::putLong);
      write(TlvType.NODES, value.array(), to);
    }
  }

  private static void write(int type, @Nullable String text, ByteArrayOutputStream to) {
    if (text != null) {
      write(type, text.getBytes(ISO_8859_1), to);
    }
  }

  private static void write(int type, byte[] value, ByteArrayOutputStream to) {
    to.write(type);
    to.write(value.length >>> 8);
    to.write(value.length);
    to.writeBytes(value);
  }
}
