/// Who and what is let in: decisions and counts on values, without sockets, threads or clocks. What
/// is counted for all event loops is safe for any thread and never waits.
@NullMarked
package dev.starship.admission;

import org.jspecify.annotations.NullMarked;
