/// Event loops, listeners, sockets and timers: the one place that knows system calls and
/// `java.nio.channels`.
///
/// There are two implementations of one narrow interface. [Transports] chooses: `epoll` makes
/// system calls of Linux through `java.lang.foreign`, because a system call saved is what counts
/// here; `nio` is the credible fallback on every other system. An [EventLoop] is one thread;
/// sockets, timers and listeners belong to one loop and are used on its thread only, so nothing in
/// here is locked.
///
/// # Edge-triggered: what an owner must know
///
/// Readiness is told once for each change, and kept in [Socket#readable()] and [Socket#writable()]
/// until a call runs dry:
///
/// 1. An owner that was told reads until `readable()` is false, or remembers that it stopped
///    earlier and comes back by itself: nobody tells it again. The same holds for writing.
/// 2. A call on a socket that is not ready answers 0 and costs no system call, so asking is cheap.
/// 3. How much a call moved tells nothing about what comes next; `readable()` and `writable()` do.
/// 4. [SocketOwner#ready] may come without any change. Whoever acts on the flags and results alone,
///    not on the fact of being called, is right.
/// 5. END and FAILED are results, returned again by every later call, so an owner may meet them
///    late.
///
/// # Faults
///
/// What an owner, acceptor, timer or task throws is a bug. It is reported and counted, and the loop
/// goes on: a bug in one session is not felt by another.
@NullMarked
package dev.starship.transport;

import org.jspecify.annotations.NullMarked;
