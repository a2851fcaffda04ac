package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Who gives way to event loops.
@EnabledOnOs(OS.LINUX)
class CompilerThreadsTest {
  /// Of `/proc/PID/stat`, counted from the one after the name in brackets (proc(5)).
  private static final int NICE_FIELD = 16;

  @Test
  void giveWayWhereEventLoopsMakeSystemCalls() throws IOException {
    Transports.epoll();
    List<Integer> compilers = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        List<Integer> kind =
            CompilerThreads.compiles(task.getFileName().toString()) ? compilers : others;
        try {
          kind.add(nice(task));
        } catch (IOException gone) {
          // Threads of other tests may end at any time.
          assertThat(task).doesNotExist();
        }
      }
    }
    assertThat(compilers).isNotEmpty().containsOnly(CompilerThreads.NICE);
    assertThat(others).isNotEmpty().containsOnly(nice(Path.of("/proc/self")));
  }

  private static int nice(Path task) throws IOException {
    String stat = Files.readString(task.resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
  }
}
