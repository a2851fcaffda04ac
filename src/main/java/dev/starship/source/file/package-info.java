/// Routes from a file: one compact table in memory, replaced as a whole when the file changes.
@NullMarked
package dev.starship.source.file;

import org.jspecify.annotations.NullMarked;
