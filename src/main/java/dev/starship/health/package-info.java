/// Keeps how each backend address stands, for all hosts that use it.
@NullMarked
package dev.starship.health;

import org.jspecify.annotations.NullMarked;
