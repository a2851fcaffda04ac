package dev.starship.accesslog;

import dev.starship.events.SessionEnd;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A line of the access log, from the record of a session to its bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class LineBenchmark {
  private final LineBuffer buffer = new LineBuffer(LogLimits.DEFAULT);
  private final LineWriter json = LineWriter.of(LogFormat.JSON);
  private final LineWriter text = LineWriter.of(LogFormat.TEXT);
  private final SessionEnd end = Ends.full();

  /// Made by JMH.
  public LineBenchmark() {}

  /// One line of JSON.
  @Benchmark
  public int json() {
    return length(json);
  }

  /// One line of text.
  @Benchmark
  public int text() {
    return length(text);
  }

  private int length(LineWriter writer) {
    buffer.clear();
    writer.write(end, buffer);
    return buffer.length();
  }
}
