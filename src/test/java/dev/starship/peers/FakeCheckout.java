package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A checkout in which nothing is real but `starship` itself: what it starts (Java, Maven, the
/// programs of the tests) only tells that it was started. Maven notes its arguments and leaves a
/// jar behind, unless `-v` is among them.
record FakeCheckout(Path folder) {
  private static final String JAVA = "echo \"java $*\"";

  private static final String MAVEN =
      """
      [ "$1" != --version ] || { echo "Apache Maven 3.9.9"; exit 0; }
      echo "$*" >>maven.log
      case " $* " in *" -v "*) exit 0 ;; esac
      mkdir -p target/lib
      touch target/starship.jar
      until [ -n "$(find target -name starship.aot -newer target/building)" ]; do
        touch target/starship.aot
      done
      """;

  /// Makes one in `folder`.
  static FakeCheckout in(Path folder) throws IOException {
    FakeCheckout checkout = new FakeCheckout(folder);
    Files.copy(Path.of("starship"), folder.resolve("starship"));
    assertThat(folder.resolve("starship").toFile().setExecutable(true)).isTrue();
    Files.createDirectories(folder.resolve("src/main"));
    Files.createDirectories(folder.resolve("src/build"));
    Files.createFile(folder.resolve("pom.xml"));
    Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    checkout.program("jdk/bin/java", JAVA);
    checkout.program("jdk/bin/javac", JAVA);
    Files.createDirectories(folder.resolve("bin"));
    checkout.program("bin/mvn", MAVEN);
    for (String name :
        List.of("nginx", "haproxy", "curl", "openssl", "wrk", "h2load", "chromium")) {
      checkout.program("bin/" + name, "echo --with-stream");
    }
    return checkout;
  }

  /// Makes the shell script `name`.
  void program(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /// Runs `starship` with these arguments to its end.
  Tool.Output starship(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "-u",
                "STARSHIP_NO_BUILD",
                "JAVA_HOME=" + folder.resolve("jdk"),
                "PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"),
                folder.resolve("starship").toString()));
    command.addAll(Arrays.asList(arguments));
    return Tool.run(command.toArray(String[]::new));
  }

  /// The arguments of each start of Maven.
  List<String> builds() throws IOException {
    Path log = folder.resolve("maven.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  Path target() {
    return folder.resolve("target");
  }

  /// Makes the lock that the process `owner` has, or had.
  void lock(int number, long owner) throws IOException {
    Path locks = Files.createDirectories(target().resolve("locks"));
    Files.createSymbolicLink(locks.resolve("" + number), Path.of("" + owner));
  }
}
