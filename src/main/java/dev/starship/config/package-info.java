/// Reads a configuration file into settings, or into the list of everything that is wrong with it.
@NullMarked
package dev.starship.config;

import org.jspecify.annotations.NullMarked;
