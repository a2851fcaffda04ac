package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes through is what comes out, byte by byte, in both directions.
@ParameterizedClass
@EnumSource(Transport.class)
class TransferIT extends BetweenRealPeers {
  private static final int BYTES = 50_000_000;
  private static final int BLOCK = 100_000;

  private static Path original;

  @BeforeAll
  static void makeFile() throws IOException {
    original = folder.resolve("original");
    Random random = new Random(2);
    byte[] block = new byte[BLOCK];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(original), BLOCK)) {
      for (int written = 0; written < BYTES; written += BLOCK) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void fiftyMegabytesComeDownUnchanged(String scheme) throws Exception {
    Path served = clusters.alpha().file("down");
    Path received = folder.resolve("received");
    Files.copy(original, served);
    try {
      clusters.curl(scheme, "a.com", "/files/down", "--fail", "-o", received.toString());
      assertThat(Files.mismatch(received, original)).isEqualTo(-1);
    } finally {
      Files.deleteIfExists(received);
      Files.delete(served);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void fiftyMegabytesGoUpUnchanged(String scheme) throws Exception {
    Path stored = clusters.beta().file("up");
    try {
      clusters.curl(scheme, "b.com", "/files/up", "--fail", "-T", original.toString());
      assertThat(Files.mismatch(stored, original)).isEqualTo(-1);
    } finally {
      Files.deleteIfExists(stored);
    }
  }
}
