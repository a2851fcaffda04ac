package dev.starship.preread;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Builds ClientHellos byte by byte, valid ones and broken ones. Each `with` method returns this.
public final class ClientHelloBytes {
  private static final int HANDSHAKE_RECORD = 22;

  private final List<byte[]> extensions = new ArrayList<>();
  private boolean extensionsBlock = true;
  private byte[] sessionId = new byte[32];
  private byte[] cipherSuites = {0x13, 0x01, 0x13, 0x02, (byte) 0xC0, 0x2F};
  private int recordBytes = 1 << 14;

  /// A hello without extensions.
  public static ClientHelloBytes hello() {
    return new ClientHelloBytes();
  }

  /// A hello as clients send it today: `host` in server_name, TLS 1.3 and 1.2, ALPN h2 and
  /// http/1.1.
  public static ClientHelloBytes helloTo(String host) {
    return hello().withServerName(host).withVersions(0x0304, 0x0303).withAlpn("h2", "http/1.1");
  }

  /// Adds server_name with one host_name.
  public ClientHelloBytes withServerName(String host) {
    return withServerNames(name(0, host));
  }

  /// Adds server_name with these entries, made by [#name].
  public ClientHelloBytes withServerNames(byte[]... names) {
    return withExtension(0, sized(2, concat(names)));
  }

  /// One entry of server_name; type 0 is host_name. Each character is one byte.
  public static byte[] name(int type, String name) {
    return concat(new byte[] {(byte) type}, sized(2, latin1(name)));
  }

  /// Adds application_layer_protocol_negotiation.
  public ClientHelloBytes withAlpn(String... protocols) {
    byte[][] entries =
        Arrays.stream(protocols).map(protocol -> sized(1, latin1(protocol))).toArray(byte[][]::new);
    return withExtension(16, sized(2, concat(entries)));
  }

  /// Adds supported_versions, such as 0x0304.
  public ClientHelloBytes withVersions(int... versions) {
    byte[][] entries =
        Arrays.stream(versions).mapToObj(ClientHelloBytes::two).toArray(byte[][]::new);
    return withExtension(43, sized(1, concat(entries)));
  }

  /// Adds early_data.
  public ClientHelloBytes withEarlyData() {
    return withExtension(42);
  }

  /// Adds a padding extension with `bytes` of zeros, at most 65,535.
  public ClientHelloBytes withPadding(int bytes) {
    return withExtension(21, new byte[bytes]);
  }

  /// Adds any extension, as often as it is called.
  public ClientHelloBytes withExtension(int type, byte... content) {
    extensions.add(concat(two(type), sized(2, content)));
    return this;
  }

  /// Ends the hello behind the compression methods, as clients of TLS 1.0 may.
  public ClientHelloBytes withoutExtensionsBlock() {
    extensionsBlock = false;
    return this;
  }

  /// Takes another session id.
  public ClientHelloBytes withSessionId(byte... id) {
    sessionId = id.clone();
    return this;
  }

  /// Takes other cipher suites.
  public ClientHelloBytes withCipherSuites(byte... suites) {
    cipherSuites = suites.clone();
    return this;
  }

  /// Splits the hello over records of at most `bytes` of it each.
  public ClientHelloBytes inRecordsOf(int bytes) {
    recordBytes = bytes;
    return this;
  }

  /// The hello in its records, as it goes over the wire.
  public byte[] build() {
    return records(message(), recordBytes);
  }

  /// The handshake message alone: type, length and body.
  public byte[] message() {
    byte[] body = body();
    byte[] header = {
      1, (byte) (body.length >>> 16), (byte) (body.length >>> 8), (byte) body.length
    };
    return concat(header, body);
  }

  private byte[] body() {
    byte[] random = new byte[32];
    new Random(1).nextBytes(random);
    byte[] fixed =
        concat(
            two(0x0303),
            random,
            sized(1, sessionId),
            sized(2, cipherSuites),
            sized(1, new byte[] {0}));
    if (!extensionsBlock) {
      return fixed;
    }
    return concat(fixed, sized(2, concat(extensions.toArray(byte[][]::new))));
  }

  /// `message` in handshake records of at most `recordBytes` each.
  public static byte[] records(byte[] message, int recordBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < message.length; from += recordBytes) {
      int to = Math.min(message.length, from + recordBytes);
      out.writeBytes(record(HANDSHAKE_RECORD, Arrays.copyOfRange(message, from, to)));
    }
    return out.toByteArray();
  }

  /// One TLS record of any type.
  public static byte[] record(int type, byte[] content) {
    return concat(new byte[] {(byte) type, 3, 1}, sized(2, content));
  }

  /// The arrays one behind the other.
  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// `content` with its length before it in `lengthBytes` bytes.
  public static byte[] sized(int lengthBytes, byte[] content) {
    byte[] length = new byte[lengthBytes];
    for (int i = 0; i < lengthBytes; i++) {
      length[i] = (byte) (content.length >>> 8 * (lengthBytes - 1 - i));
    }
    return concat(length, content);
  }

  /// A number in two bytes.
  public static byte[] two(int number) {
    return new byte[] {(byte) (number >>> 8), (byte) number};
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
