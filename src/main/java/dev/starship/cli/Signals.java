package dev.starship.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The signals of the system. `sun.misc.Signal` is the only way to them, and javac warns of its
/// name whatever one does: hence by reflection.
final class Signals {
  /// What a shell reports for a program that SIGINT ended.
  private static final int INTERRUPTED = 130;

  /// What [#stop()] returns if signals are heeded already.
  private static volatile @Nullable CountDownLatch early;

  private Signals() {}

  /// Heeds signals from now on, for a command that will ask for [#stop()]: SIGTERM and SIGINT are
  /// remembered, and SIGHUP does nothing.
  static void heedEarly() {
    early = stop();
    ignore("HUP");
  }

  /// Runs `task` each time the signal `name` (without SIG) arrives, on a thread of its own, and no
  /// longer does what the system would do.
  ///
  /// @return false where it never arrives: on a system without that signal, or if whoever started
  ///   this process had it ignored, as `nohup` does
  static boolean on(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> receiver = Class.forName("sun.misc.SignalHandler");
      Object run =
          Proxy.newProxyInstance(
              receiver.getClassLoader(),
              new Class<?>[] {receiver},
              (proxy, method, args) -> {
                task.run();
                return null;
              });
      Object before =
          signal
              .getMethod("handle", signal, receiver)
              .invoke(null, signal.getConstructor(String.class).newInstance(name), run);
      // The JVM does not take over a signal that is ignored.
      return !receiver.getField("SIG_IGN").get(null).equals(before);
    } catch (InvocationTargetException unknownSignal) {
      return false;
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("this JDK has no jdk.unsupported module", impossible);
    }
  }

  /// Sends this process the signal `name`.
  static void raise(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      signal
          .getMethod("raise", signal)
          .invoke(null, signal.getConstructor(String.class).newInstance(name));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("this JDK has no jdk.unsupported module", impossible);
    }
  }

  /// Keeps the signal `name` from ending the process, until a task is given for it.
  static void ignore(String name) {
    var _ = on(name, () -> {});
  }

  /// A latch that SIGTERM and SIGINT open. A second SIGINT ends the process at once.
  static CountDownLatch stop() {
    CountDownLatch heeded = early;
    if (heeded != null) {
      return heeded;
    }
    var stop = new CountDownLatch(1);
    var _ = on("TERM", stop::countDown);
    var _ =
        on(
            "INT",
            () -> {
              if (stop.getCount() == 0) {
                Runtime.getRuntime().halt(INTERRUPTED);
              }
              stop.countDown();
            });
    return stop;
  }
}
