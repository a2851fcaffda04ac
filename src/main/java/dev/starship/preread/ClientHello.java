package dev.starship.preread;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.preread.Opening.Malformed;
import dev.starship.preread.Opening.Tls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parse of one whole ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). Judged
/// are the lengths on the way to what routing needs; versions, ciphers and the content of other
/// extensions are the backend's business.
final class ClientHello {
  private static final int MESSAGE_HEADER_BYTES = 4;
  private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;

  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int EARLY_DATA = 42;
  private static final int SUPPORTED_VERSIONS = 43;

  private static final int HOST_NAME = 0;
  private static final int TLS_1_3 = 0x0304;

  /// More protocols are parsed but not kept: clients offer two or three, and each kept one is an
  /// object.
  private static final int MAX_PROTOCOLS_KEPT = 32;

  private final TlsVector message;
  private int[] types = new int[32];
  private int extensions;
  private @Nullable Host host;
  private boolean hostNameSeen;
  private List<String> alpn = List.of();
  private boolean offersTls13;

  private ClientHello(TlsVector message) {
    this.message = message;
  }

  /// Parses the handshake message that stands in `bytes` from `from` up to `to`; `openingLength`
  /// bytes of the opening brought it.
  static Opening parse(byte[] bytes, int from, int to, int openingLength) {
    ClientHello hello = new ClientHello(new TlsVector(bytes, from + MESSAGE_HEADER_BYTES, to));
    String wrong = hello.read();
    if (wrong != null) {
      return new Malformed(Ending.MALFORMED_OPENING, wrong);
    }
    return new Tls(hello.host, hello.alpn, hello.offersTls13, hello.has(EARLY_DATA), openingLength);
  }

  /// What is wrong with the message; null if nothing is.
  private @Nullable String read() {
    message.skip(VERSION_AND_RANDOM_BYTES);
    message.vector8();
    message.vector16();
    message.vector8();
    if (message.isEmpty()) {
      return message.isBroken() ? "a length in the hello is wrong" : null;
    }
    TlsVector all = message.vector16();
    while (!all.isEmpty()) {
      int type = all.number16();
      TlsVector content = all.vector16();
      if (all.isBroken()) {
        break;
      }
      if (!readExtension(type, content)) {
        return "an extension of the hello is malformed";
      }
      remember(type);
    }
    if (message.isBroken() || all.isBroken() || !message.isEmpty()) {
      return "a length in the hello is wrong";
    }
    Arrays.sort(types, 0, extensions);
    return hasRepeated() ? "an extension of the hello is repeated" : null;
  }

  private boolean readExtension(int type, TlsVector content) {
    return switch (type) {
      case SERVER_NAME -> readServerName(content);
      case ALPN -> readAlpn(content);
      case SUPPORTED_VERSIONS -> readSupportedVersions(content);
      default -> true;
    };
  }

  /// RFC 6066 section 3. Only the first host_name counts; names of other types have the same form
  /// and are passed over.
  private boolean readServerName(TlsVector content) {
    TlsVector names = content.vector16();
    boolean whole = !names.isEmpty() && content.isEmpty();
    while (!names.isEmpty()) {
      int type = names.number8();
      TlsVector name = names.vector16();
      if (type == HOST_NAME && !hostNameSeen && !names.isBroken()) {
        hostNameSeen = true;
        host = Host.parse(name.text()).orElse(null);
      }
    }
    return whole && !content.isBroken() && !names.isBroken();
  }

  /// RFC 7301 section 3.1.
  private boolean readAlpn(TlsVector content) {
    TlsVector protocols = content.vector16();
    boolean whole = !protocols.isEmpty() && content.isEmpty();
    List<String> kept = new ArrayList<>(4);
    while (!protocols.isEmpty()) {
      TlsVector protocol = protocols.vector8();
      whole &= !protocol.isEmpty();
      if (kept.size() < MAX_PROTOCOLS_KEPT && !protocols.isBroken()) {
        kept.add(protocol.text());
      }
    }
    alpn = List.copyOf(kept);
    return whole && !content.isBroken() && !protocols.isBroken();
  }

  /// RFC 8446 section 4.2.1.
  private boolean readSupportedVersions(TlsVector content) {
    TlsVector versions = content.vector8();
    boolean whole = !versions.isEmpty() && content.isEmpty();
    while (!versions.isEmpty()) {
      offersTls13 |= versions.number16() == TLS_1_3;
    }
    return whole && !content.isBroken() && !versions.isBroken();
  }

  private void remember(int type) {
    if (extensions == types.length) {
      types = Arrays.copyOf(types, 2 * extensions);
    }
    types[extensions++] = type;
  }

  private boolean hasRepeated() {
    for (int i = 1; i < extensions; i++) {
      if (types[i] == types[i - 1]) {
        return true;
      }
    }
    return false;
  }

  private boolean has(int type) {
    return Arrays.binarySearch(types, 0, extensions, type) >= 0;
  }
}
