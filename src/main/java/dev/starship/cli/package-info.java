/// The command line: `Main` and one class per command.
@NullMarked
package dev.starship.cli;

import org.jspecify.annotations.NullMarked;
