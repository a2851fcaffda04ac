/// Where backends are that are named by their DNS name.
@NullMarked
package dev.starship.resolving;

import org.jspecify.annotations.NullMarked;
