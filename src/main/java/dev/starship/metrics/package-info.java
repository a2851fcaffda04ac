/// Counts what happens to sessions and shows it, with what the other packages count, to Prometheus.
@NullMarked
package dev.starship.metrics;

import org.jspecify.annotations.NullMarked;
