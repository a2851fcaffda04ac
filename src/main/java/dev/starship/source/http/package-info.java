/// Routes from an HTTP API that is asked for each host, and from its change feed.
@NullMarked
package dev.starship.source.http;

import org.jspecify.annotations.NullMarked;
