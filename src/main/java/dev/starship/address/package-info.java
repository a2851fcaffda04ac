/// Hosts and network addresses as plain values, normalised once where they enter.
@NullMarked
package dev.starship.address;

import org.jspecify.annotations.NullMarked;
