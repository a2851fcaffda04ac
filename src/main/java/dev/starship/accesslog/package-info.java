/// Writes one line for each session that ended, off the event loops.
@NullMarked
package dev.starship.accesslog;

import org.jspecify.annotations.NullMarked;
