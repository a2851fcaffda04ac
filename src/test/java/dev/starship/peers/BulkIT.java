package dev.starship.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// curl moves 1 GiB each way over HTTP, with a length and in chunks, and not a byte differs.
@ParameterizedClass
@EnumSource(Transport.class)
@SuppressWarnings("NullAway.Init") // JUnit calls start() first.
class BulkIT {
  @TempDir Path folder;

  private final Transport transport;
  private EchoBackend backend;
  private BalancerProcess balancer;

  BulkIT(Transport transport) {
    this.transport = transport;
  }

  @BeforeEach
  void start() throws Exception {
    backend = EchoBackend.start(BulkBackend::talk);
    String route = "{\"host\": \"a.com\", \"endpoint\": \"127.0.0.1:" + backend.port() + "\"}\n";
    balancer = BalancerProcess.serve(folder, transport, route);
  }

  @AfterEach
  void stop() {
    balancer.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/length", "/chunked"})
  void aGibibyteComesDownUnchanged(String target) throws Exception {
    Process curl = curl(List.of(), target);
    assertThat(Gibibyte.matches(curl.getInputStream())).isTrue();
    assertThat(curl.getInputStream().read()).as("what comes behind").isEqualTo(-1);
    assertThat(curl.waitFor()).isZero();
  }

  @Test
  void aGibibyteGoesUpUnchangedWithItsLength() throws Exception {
    Path file = folder.resolve("gibibyte");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      Gibibyte.write(out, false);
    }
    Process curl = curl(List.of("--upload-file", file.toString()), "/up");
    assertThat(answer(curl)).isEqualTo("the same");
  }

  @Test
  void aGibibyteGoesUpUnchangedInChunks() throws Exception {
    Process curl = curl(List.of("--upload-file", "-"), "/up");
    try (OutputStream in = curl.getOutputStream()) {
      Gibibyte.write(in, false);
    }
    assertThat(answer(curl)).isEqualTo("the same in chunks");
  }

  /// Ends by itself at [Eventually#LIMIT].
  private Process curl(List<String> options, String target) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--fail",
                "--max-time",
                Long.toString(Eventually.LIMIT.toSeconds()),
                "--connect-to",
                "a.com::127.0.0.1:" + balancer.port()));
    command.addAll(options);
    command.add("http://a.com" + target);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String answer(Process curl) throws IOException, InterruptedException {
    String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor()).isZero();
    return answer;
  }
}
