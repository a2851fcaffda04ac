package dev.starship.http;

/// How much of an HTTP/1 message is accepted.
///
/// @param headBytes a head in all; 64 KiB, as much as a preread holds: Kerberos tickets and cookies
///   together can pass 32 KiB
/// @param methodBytes a method; 32, nearly twice the longest registered one
/// @param targetBytes a request target; 8 KiB, what nginx, Apache and browsers' users agree on
/// @param fields field lines of a head, and of trailers; 100, as Apache and Go servers set it: each
///   costs memory at every hop
/// @param connectionOptions members of Connection; 32, and browsers send one: each is compared with
///   the name of each field
/// @param chunkExtensionBytes what stands between a chunk's size and its line's end; 1 KiB:
///   signatures are 100 bytes, and extensions beyond that only carry load to the backend
/// @param trailerBytes trailers in all; 8 KiB: nothing is known to use more than checksums and a
///   gRPC status
public record HttpLimits(
    int headBytes,
    int methodBytes,
    int targetBytes,
    int fields,
    int connectionOptions,
    int chunkExtensionBytes,
    int trailerBytes) {
  /// The limits that are used unless something else is said.
  public static final HttpLimits DEFAULT =
      new HttpLimits(64 * 1024, 32, 8 * 1024, 100, 32, 1024, 8 * 1024);

  /// Checks that a request can fit at all.
  public HttpLimits {
    if (headBytes < 64
        || methodBytes < 1
        || targetBytes < 1
        || fields < 1
        || connectionOptions < 1) {
      throw new IllegalArgumentException(
          "limits of at least 64 head bytes and 1 of everything else are needed");
    }
    if (chunkExtensionBytes < 0 || trailerBytes < 0) {
      throw new IllegalArgumentException("limits are not negative");
    }
  }

  /// These limits with heads of at most `bytes`.
  public HttpLimits withHeadBytes(int bytes) {
    return bytes == headBytes
        ? this
        : new HttpLimits(
            bytes,
            methodBytes,
            targetBytes,
            fields,
            connectionOptions,
            chunkExtensionBytes,
            trailerBytes);
  }
}
