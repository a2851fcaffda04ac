package dev.starship.http;

import dev.starship.http.HeadReading.Bad;
import dev.starship.http.HeadReading.NeedMore;
import org.jspecify.annotations.Nullable;

/// Reads one head, its first line and then its fields, as its bytes come, each byte once: whole
/// lines at once where they are there, else byte by byte. What it finds does not depend on how the
/// bytes were cut. Not safe for several threads.
///
/// @param <H> the kind of head
abstract class HeadReader<H> {
  final HttpLimits limits;
  private final FieldLines fields;
  private int read;
  private HeadReading<H> reading = new NeedMore<>();

  /// @param blankBeforeColon as [FieldSyntax]
  HeadReader(HttpLimits limits, boolean blankBeforeColon) {
    this.limits = limits;
    fields = new FieldLines(limits.fields(), blankBeforeColon);
  }

  /// Whether the first line was read.
  abstract boolean isLineWhole();

  /// Takes the whole first line, which begins at `at`, if it ends before `to` and is as it must be;
  /// any other is for [#acceptOfLine].
  ///
  /// @return how many bytes it has; 0 if it was not taken
  abstract int takeLine(byte[] bytes, int at, int to);

  /// Takes the byte of the first line at `at`; null if it is as it must be.
  abstract @Nullable HttpFault acceptOfLine(byte[] bytes, int at);

  /// What is wrong with a first line that was read; null if nothing is.
  abstract @Nullable HttpFault lineFault();

  /// What a head says that is whole.
  ///
  /// @param all its fields
  /// @param length how many bytes it has
  abstract HeadReading<H> whole(Fields all, int length);

  /// Reads on. Once it is whole or bad the answer stays.
  ///
  /// @param bytes everything received since the head began; may be another, longer array than
  ///   before with the same beginning
  /// @param length how much of it is filled; never less than before
  public final HeadReading<H> read(byte[] bytes, int length) {
    int maxBytes = limits.headBytes();
    // The last byte that fits is taken alone, so that the limit is noticed.
    int runEnd = Math.min(length, maxBytes - 1);
    while (read < length && reading instanceof NeedMore) {
      HttpFault fault = isLineWhole() ? readFields(bytes, runEnd) : readLine(bytes, runEnd);
      if (fault != null) {
        reading = new Bad<>(fault);
      } else if (fields.isWhole()) {
        reading = whole(fields.fields(bytes, read), read);
      } else if (read == maxBytes) {
        reading = new Bad<>(HttpFault.HEAD_TOO_LONG);
      }
    }
    return reading;
  }

  /// The fields of the lines read so far, whatever came behind them.
  ///
  /// @param bytes what was given to [#read]
  public final Fields fields(byte[] bytes) {
    return fields.fields(bytes, read);
  }

  private @Nullable HttpFault readLine(byte[] bytes, int runEnd) {
    int taken = takeLine(bytes, read, runEnd);
    HttpFault fault = taken > 0 ? null : acceptOfLine(bytes, read);
    read += Math.max(taken, 1);
    return fault == null && isLineWhole() ? lineFault() : fault;
  }

  private @Nullable HttpFault readFields(byte[] bytes, int runEnd) {
    int taken = fields.takeLines(bytes, read, runEnd);
    HttpFault fault = taken > 0 ? null : fields.accept(bytes, read);
    read += Math.max(taken, 1);
    return fault;
  }
}
