package dev.starship.accesslog;

/// Limits of the access log. What is lost to them is counted by [AccessLog#dropped].
///
/// @param queueLines the most sessions that wait to be written; rounded up to a power of two. A
///   burst at 100,000 sessions a second passes while the disk stalls for 160 ms; behind a longer
///   stall the log has holes and the traffic does not wait
/// @param bufferBytes how many bytes are collected before they are written at the latest: one
///   system call for about 150 lines
/// @param textChars the most characters written of one text from outside, so that one route cannot
///   fill the disk
record LogLimits(int queueLines, int bufferBytes, int textChars) {
  static final LogLimits DEFAULT = new LogLimits(16_384, 64 * 1024, 512);
}
