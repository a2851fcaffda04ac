package dev.starship.resolving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.resolving.Names.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a file of the test's own, whose text is the answer, and simulated time that begins just
/// before the clock overflows.
class SystemNamesTest {
  private static final DnsName NAME = DnsName.parse("backend.internal").orElseThrow();
  private static final ResolverLimits LIMITS = ResolverLimits.DEFAULT;

  @TempDir Path folder;

  private Path file;
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
  private int read;

  /// What happens while a name is asked for.
  private Runnable meanwhile = () -> {};

  private SystemNames names;

  @BeforeEach
  void configure() {
    file = folder.resolve("resolv.conf");
    names = new SystemNames(file, this::read, LIMITS, () -> now);
  }

  @Test
  void readsTheConfigurationOnceWithTheFirstQuestion() {
    write("first");
    assertThat(read).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(ask()).isEqualTo("first");
      pass(Duration.ofSeconds(3));
    }
    assertThat(read).isOne();
  }

  @Test
  void readsTheConfigurationAnewWhenItHasChanged() {
    write("first");
    assertThat(ask()).isEqualTo("first");
    write("other");
    pass(LIMITS.configurationLife());
    assertThat(ask()).isEqualTo("other");
    assertThat(ask()).isEqualTo("other");
    assertThat(read).isEqualTo(2);
  }

  @Test
  void doesNotLookAtTheFileForEveryQuestion() {
    write("first");
    ask();
    write("other");
    pass(LIMITS.configurationLife().minusNanos(1));
    assertThat(ask()).isEqualTo("first");
  }

  @Test
  void keepsWhatTheFileSaidWhileItIsGone() throws IOException {
    write("first");
    ask();
    Files.delete(file);
    pass(LIMITS.configurationLife());
    assertThat(ask()).isEqualTo("first");
    write("other");
    pass(LIMITS.configurationLife());
    assertThat(ask()).isEqualTo("other");
  }

  @Test
  void keepsWhatTheFileSaidWhenItCannotBeUsed() {
    write("first");
    ask();
    write("broken");
    pass(LIMITS.configurationLife());
    assertThat(ask()).isEqualTo("first");
    write("other");
    pass(LIMITS.configurationLife());
    assertThat(ask()).isEqualTo("other");
  }

  @Test
  void findsAFileThatComesLater() {
    assertThat(ask()).isEmpty();
    write("first");
    pass(LIMITS.configurationLife());
    assertThat(ask()).isEqualTo("first");
  }

  @Test
  void aQuestionUnderWayGoesOnAsItBegan() {
    write("first");
    var others = new ArrayList<String>();
    meanwhile =
        () -> {
          meanwhile = () -> {};
          write("other");
          pass(LIMITS.configurationLife());
          others.add(ask());
        };
    assertThat(ask()).isEqualTo("first");
    assertThat(others).containsExactly("other");
  }

  private Names read() {
    read++;
    String text = text();
    if (text.equals("broken")) {
      throw new IllegalArgumentException("as a test");
    }
    return _ -> {
      meanwhile.run();
      return new Answer.Failed(text);
    };
  }

  private String text() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /// What the file said whose configuration was asked.
  private String ask() {
    try {
      return names.ask(NAME) instanceof Answer.Failed(String text) ? text : "not the test's answer";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
