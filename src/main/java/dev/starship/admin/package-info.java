/// Serves the admin port: health and metrics over HTTP, for operators and their tools.
@NullMarked
package dev.starship.admin;

import org.jspecify.annotations.NullMarked;
