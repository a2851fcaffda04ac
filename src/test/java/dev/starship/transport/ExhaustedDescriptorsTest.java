package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExhaustedDescriptorsTest {
  @ParameterizedTest
  @MethodSource("dev.starship.transport.TestLoop#transports")
  void servesWhatItHasAndRecoversWhenDescriptorsRunOut(Transport transport) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 128; exec \"$0\" \"$@\"",
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ExhaustedDescriptors.class.getName(),
                transport.name())
            .redirectErrorStream(true)
            .start();
    var killer =
        process
            .onExit()
            .orTimeout(TestLoop.PATIENCE_SECONDS * 3, TimeUnit.SECONDS)
            .whenComplete((_, late) -> process.destroyForcibly());
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    killer.join();
    assertThat(output).isEqualTo("recovered\n");
    assertThat(process.exitValue()).isZero();
  }
}
