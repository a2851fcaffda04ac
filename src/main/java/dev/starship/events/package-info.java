/// What happened to sessions, as records for the access log and the metrics.
@NullMarked
package dev.starship.events;

import org.jspecify.annotations.NullMarked;
