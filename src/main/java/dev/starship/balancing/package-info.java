/// Chooses one backend among several, from values alone.
@NullMarked
package dev.starship.balancing;

import org.jspecify.annotations.NullMarked;
