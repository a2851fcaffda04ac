package dev.starship.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
  @Test
  void saysWhyInWordsWhereTheExceptionNamesThePathOnly() {
    assertThat(FileTrouble.why(new AccessDeniedException("/var/log/a")))
        .isEqualTo("permission denied");
    assertThat(FileTrouble.why(new FileAlreadyExistsException("/var/log/a")))
        .isEqualTo("FileAlreadyExistsException");
    assertThat(FileTrouble.why(new NoSuchFileException("/var/log/a")))
        .isEqualTo("there is no such file or folder");
  }

  @Test
  void saysWhatTheSystemSays() {
    assertThat(
            FileTrouble.why(new FileSystemException("/var/log/a", null, "No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileTrouble.why(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileTrouble.why(new IOException())).isEqualTo("java.io.IOException");
  }

  @Test
  void understandsTheJdksOwnException(@TempDir Path folder) {
    try {
      Files.readString(folder.resolve("none"));
    } catch (IOException trouble) {
      assertThat(FileTrouble.why(trouble)).isEqualTo("there is no such file or folder");
      return;
    }
    throw new AssertionError("a file that is not there was read");
  }
}
