/// Attempts at request and response smuggling, what must become of each, and a server that reads
/// requests by rules of its own: nothing here knows the product's grammar.
@NullMarked
package dev.starship.smuggling;

import org.jspecify.annotations.NullMarked;
