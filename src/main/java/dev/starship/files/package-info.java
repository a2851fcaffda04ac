/// What the system says of files, in words for people.
@NullMarked
package dev.starship.files;

import org.jspecify.annotations.NullMarked;
