package dev.starship.transport;

/// The system calls of Linux that are made, with their numbers on the two processors that there are
/// calls for (`asm/unistd_64.h` and `asm-generic/unistd.h`). aarch64 has only the newer form of
/// some calls, so that is what both use.
enum SystemCall {
  ACCEPT4(288, 242),
  BIND(49, 200),
  CLOSE(3, 57),
  CONNECT(42, 203),
  EPOLL_CREATE1(291, 20),
  EPOLL_CTL(233, 21),
  EPOLL_PWAIT(281, 22),
  EVENTFD2(290, 19),
  FCNTL(72, 25),
  GETSOCKNAME(51, 204),
  LISTEN(50, 201),
  PIPE2(293, 59),
  RECVFROM(45, 207),
  SENDTO(44, 206),
  SETSOCKOPT(54, 208),
  SHUTDOWN(48, 210),
  SOCKET(41, 198),
  SPLICE(275, 76),
  WRITE(1, 64);

  final long number;

  SystemCall(int onX86, int onAarch64) {
    number = System.getProperty("os.arch").equals("aarch64") ? onAarch64 : onX86;
  }
}
