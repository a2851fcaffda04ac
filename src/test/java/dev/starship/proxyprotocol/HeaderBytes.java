package dev.starship.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// Headers field by field, written from the specification and not from the code.
final class HeaderBytes {
  /// 192.0.2.1 to 198.51.100.2, ports 56324 and 443.
  static final byte[] V4 = hex("c0000201 c6336402 dc04 01bb");

  /// 2001:db8::1 to 2001:db8::2, ports 56324 and 443.
  static final byte[] V6 =
      hex("20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb");

  /// Two paths of UNIX sockets.
  static final byte[] UNIX = new byte[216];

  private HeaderBytes() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /// Version 2 with the length that `rest` has.
  static byte[] v2(int versionAndCommand, int familyAndTransport, byte[]... rest) {
    byte[] all = join(rest);
    return v2OfLength(versionAndCommand, familyAndTransport, all.length, all);
  }

  /// Version 2 that says another length.
  static byte[] v2OfLength(
      int versionAndCommand, int familyAndTransport, int says, byte[]... rest) {
    return join(
        hex("0d0a0d0a000d0a515549540a"),
        new byte[] {
          (byte) versionAndCommand, (byte) familyAndTransport, (byte) (says >>> 8), (byte) says
        },
        join(rest));
  }

  static byte[] tlv(int type, byte[] value) {
    return tlvOfLength(type, value.length, value);
  }

  static byte[] tlvOfLength(int type, int says, byte[] value) {
    return join(new byte[] {(byte) type, (byte) (says >>> 8), (byte) says}, value);
  }

  /// `header` with the checksum filled in at `at`, which holds zeros.
  static byte[] checked(byte[] header, int at) {
    var sum = new CRC32C();
    sum.update(header);
    ByteBuffer.wrap(header).putInt(at, (int) sum.getValue());
    return header;
  }

  static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
