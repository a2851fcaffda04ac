package dev.starship.preread;

import dev.starship.http.HttpLimits;
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

/// From a ClientHello to its host, with the reader that each connection gets: in one piece, and cut
/// in two as networks do.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClientHelloBenchmark {
  private final byte[] hello = ClientHelloBytes.helloTo("www.example-shop.com").build();

  /// Made by JMH.
  public ClientHelloBenchmark() {}

  /// The whole hello at once.
  @Benchmark
  public Opening inOnePiece() {
    return reader().read(hello, hello.length);
  }

  /// Its first half, then all of it.
  @Benchmark
  public Opening inTwoPieces() {
    Preread reader = reader();
    Opening _ = reader.read(hello, hello.length / 2);
    return reader.read(hello, hello.length);
  }

  private static Preread reader() {
    return new Preread(PrereadLimits.DEFAULT, HttpLimits.DEFAULT);
  }
}
