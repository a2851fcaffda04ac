/// Numbers of one thread that others read.
@NullMarked
package dev.starship.counting;

import org.jspecify.annotations.NullMarked;
