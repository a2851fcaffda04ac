/// Who and what is let in: decisions on values, without sockets, threads or clocks.
@NullMarked
package dev.starship.admission;

import org.jspecify.annotations.NullMarked;
