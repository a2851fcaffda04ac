/// Reads from a client's first bytes what it speaks and which host it wants, and changes none of
/// them.
@NullMarked
package dev.starship.preread;

import org.jspecify.annotations.NullMarked;
