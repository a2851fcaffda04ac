/// The balancer as a whole: what it consists of, and the order in which it starts and stops.
@NullMarked
package dev.starship;

import org.jspecify.annotations.NullMarked;
