package dev.starship.proxyprotocol;

import static dev.starship.proxyprotocol.ProxyProtocolLimits.UNIQUE_ID_BYTES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The TLVs of one whole header of version 2. All of them have to fit; a checksum has to be right.
final class TlvReader {
  private static final int TYPE_AND_LENGTH_BYTES = 3;
  private static final int CHECKSUM_BYTES = 4;
  private static final int LEAST_SSL_BYTES = 5;

  private final byte[] bytes;
  private final ByteBuffer header;
  private final int from;
  private final ProxyProtocolLimits limits;
  private @Nullable String alpn;
  private @Nullable String authority;
  private @Nullable String uniqueId;
  private List<Long> nodes = List.of();
  private boolean checked;
  private boolean overTls;

  /// @param bytes the header, in its first `length` bytes
  /// @param from where the TLVs begin
  TlvReader(byte[] bytes, int length, int from, ProxyProtocolLimits limits) {
    this.bytes = bytes;
    this.header = ByteBuffer.wrap(bytes, 0, length);
    this.from = from;
    this.limits = limits;
  }

  /// What is wrong with them; null if nothing is.
  @Nullable String read() {
    int at = from;
    while (at < header.limit()) {
      if (header.limit() - at < TYPE_AND_LENGTH_BYTES) {
        return "a TLV of version 2 is cut off";
      }
      int type = header.get(at) & 0xFF;
      int length = header.getShort(at + 1) & 0xFFFF;
      int value = at + TYPE_AND_LENGTH_BYTES;
      if (length > header.limit() - value) {
        return "a TLV of version 2 is longer than the header";
      }
      String wrong = take(type, value, length);
      if (wrong != null) {
        return wrong;
      }
      at = value + length;
    }
    return null;
  }

  private @Nullable String take(int type, int value, int length) {
    switch (type) {
      case TlvType.ALPN -> alpn = text(value, length);
      case TlvType.AUTHORITY -> authority = text(value, length);
      case TlvType.UNIQUE_ID -> {
        if (length > UNIQUE_ID_BYTES) {
          return "the unique id of version 2 is longer than 128 bytes";
        }
        uniqueId = text(value, length);
      }
      case TlvType.CRC32C -> {
        return checkSum(value, length);
      }
      case TlvType.NODES -> {
        return takeNodes(value, length);
      }
      case TlvType.SSL -> {
        if (length < LEAST_SSL_BYTES) {
          return "the TLS part of version 2 is too short";
        }
        overTls = (bytes[value] & TlvType.SSL_CLIENT) != 0;
      }
      default -> {
        // Not ours to judge.
      }
    }
    return null;
  }

  private String text(int value, int length) {
    return new String(bytes, value, length, ISO_8859_1);
  }

  /// CRC32C of the whole header, with zeros where the checksum stands.
  private @Nullable String checkSum(int value, int length) {
    if (length != CHECKSUM_BYTES || checked) {
      return "the checksum of version 2 has a wrong length or is repeated";
    }
    checked = true;
    var sum = new CRC32C();
    sum.update(bytes, 0, value);
    sum.update(new byte[CHECKSUM_BYTES], 0, CHECKSUM_BYTES);
    int behind = value + CHECKSUM_BYTES;
    sum.update(bytes, behind, header.limit() - behind);
    return (int) sum.getValue() == header.getInt(value)
        ? null
        : "the checksum of version 2 is wrong";
  }

  private @Nullable String takeNodes(int value, int length) {
    byte[] mark = TlvType.NODES_MARK;
    int ids = length - mark.length;
    boolean ours =
        ids >= 0
            && ids % Long.BYTES == 0
            && Arrays.equals(bytes, value, value + mark.length, mark, 0, mark.length);
    if (!ours) {
      return null;
    }
    if (ids / Long.BYTES > limits.hops()) {
      return "the connection came through too many balancers";
    }
    var found = new ArrayList<Long>();
    for (int at = value + mark.length; at < value + length; at += Long.BYTES) {
      found.add(header.getLong(at));
    }
    nodes = found;
    return null;
  }

  Tlvs found() {
    return new Tlvs(alpn, authority, uniqueId, nodes, overTls);
  }
}
