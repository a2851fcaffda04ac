package dev.starship.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The threads of the JVM that compile. One that has a core keeps it for some milliseconds while an
/// event loop has something to do, and in the first minutes of a process that is what the slowest
/// connections have waited for. So they give way: a loop that wakes gets the core at once. The JVM
/// itself would do that only for root (`-XX:ThreadPriorityPolicy`); the system lets everybody lower
/// a priority.
final class CompilerThreads {
  /// How nice they are, of -20 to 19. At 10 they have a tenth of a core beside a loop that is never
  /// done, so that what it runs gets better even then.
  static final int NICE = 10;

  /// What the names of the threads begin with.
  private static final byte[] C1 = "C1 Compiler".getBytes(US_ASCII);

  private static final byte[] C2 = "C2 Compiler".getBytes(US_ASCII);

  private static final File TASKS = new File("/proc/self/task");
  private static final long PRIO_PROCESS = 0;

  private CompilerThreads() {}

  /// Lowers the priority of those that run now. A thread inherits it from the one that starts it,
  /// so that those which follow have it too. If the system refuses, everything still works, but
  /// connections wait longer for a core.
  static void giveWay() {
    String @Nullable [] tasks = TASKS.list();
    if (tasks == null) {
      // Without /proc nobody can tell which threads they are.
      return;
    }
    for (String task : tasks) {
      if (compiles(task)) {
        setPriority(Long.parseLong(task));
      }
    }
  }

  /// Whether the thread with the number `task` is one of them.
  static boolean compiles(String task) {
    byte[] name = new byte[C1.length];
    try (FileInputStream comm = new FileInputStream(new File(TASKS, task + "/comm"))) {
      comm.readNBytes(name, 0, name.length);
    } catch (IOException ended) {
      return false;
    }
    return Arrays.equals(name, C1) || Arrays.equals(name, C2);
  }

  private static void setPriority(long thread) {
    try {
      int _ =
          (int)
              (long)
                  LinuxCalls.SETPRIORITY.invokeExact(
                      Linux.UNREAD, PRIO_PROCESS, thread, (long) NICE, 0L, 0L, 0L);
    } catch (Throwable impossible) {
      throw Linux.unexpected(impossible);
    }
  }
}
