package dev.starship.transport;

import java.util.function.Consumer;

/// epoll and sockets by system calls, through `java.lang.foreign`.
final class EpollTransport implements Transport {
  /// Whether this system has it: Linux on a processor whose structures are known, native access
  /// allowed, and epoll not forbidden by a sandbox.
  static boolean supported() {
    String processor = System.getProperty("os.arch");
    if (!System.getProperty("os.name").equals("Linux")
        || !processor.equals("amd64") && !processor.equals("aarch64")
        || !EpollTransport.class.getModule().isNativeAccessEnabled()) {
      return false;
    }
    Linux linux = new Linux();
    int epoll = linux.epollCreate();
    if (epoll >= 0) {
      linux.close(epoll);
    }
    return epoll >= 0;
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public EventLoop newLoop(String name, LoopLimits limits, Consumer<Throwable> faults) {
    return new EpollLoop(name, limits, faults);
  }
}
