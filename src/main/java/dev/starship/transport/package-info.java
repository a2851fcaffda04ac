/// Event loops, listeners, sockets and timers: the one place that knows system calls and
/// `java.nio.channels`.
@NullMarked
package dev.starship.transport;

import org.jspecify.annotations.NullMarked;
