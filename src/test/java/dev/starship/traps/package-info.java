/// Proves a whole running Starship against what its predecessor fell for, and at scale.
@NullMarked
package dev.starship.traps;

import org.jspecify.annotations.NullMarked;
