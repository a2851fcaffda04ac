/// Where hosts live: routes, the sources they come from, and what is remembered of their answers.
@NullMarked
package dev.starship.routing;

import org.jspecify.annotations.NullMarked;
