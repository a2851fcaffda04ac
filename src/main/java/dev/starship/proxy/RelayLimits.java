package dev.starship.proxy;

/// What moving bytes may cost on one event loop.
///
/// @param reserveBuffers buffers of the size of the loop's shared one that may be held by receivers
///   which do not keep up [256]: 64 MiB with 256 KiB each
/// @param scarceReadBytes how much is read at once when the reserve is used up [4 KiB]: 5,000 slow
///   receivers then cost 20 MiB more
/// @param turnBytes how much one direction may move before others get their turn [1 MiB]
public record RelayLimits(int reserveBuffers, int scarceReadBytes, int turnBytes) {
  /// The defaults.
  public static final RelayLimits DEFAULT = new RelayLimits(256, 4_096, 1 << 20);
}
