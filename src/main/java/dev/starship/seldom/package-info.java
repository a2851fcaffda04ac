/// Lines of the operator's log that one cause could write all the time, told once in a while.
@NullMarked
package dev.starship.seldom;

import org.jspecify.annotations.NullMarked;
