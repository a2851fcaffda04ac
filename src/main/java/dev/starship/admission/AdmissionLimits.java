package dev.starship.admission;

/// What admission itself may cost, and how gently it refuses.
///
/// @param clients clients whose unknown hosts are counted [16,384]: 16 bytes each; the least guilty
///   is forgotten for another
/// @param hosts hosts whose new sessions are counted by the second [16,384]: likewise
/// @param refusedPercent how many sessions over a limit get an answer at the same time, as a share
///   of the limit [10]: the others are cut at once
/// @param refusedLeast but at least so many [16], so that a small limit still says why
/// @param refusedMost but at most so many [256]: these and everything else fit the descriptors that
///   sessions leave
/// @param smallOpeningBytes an opening of this size is taken even when the memory for openings is
///   used up [4 KiB]: a usual one, whatever others hold
public record AdmissionLimits(
    int clients,
    int hosts,
    int refusedPercent,
    int refusedLeast,
    int refusedMost,
    int smallOpeningBytes) {
  /// The defaults.
  public static final AdmissionLimits DEFAULT =
      new AdmissionLimits(16_384, 16_384, 10, 16, 256, 4_096);

  /// How many sessions may be there only to get an answer, where `most` are served.
  int refused(int most) {
    return Math.clamp((long) most * refusedPercent / 100, refusedLeast, refusedMost);
  }
}
