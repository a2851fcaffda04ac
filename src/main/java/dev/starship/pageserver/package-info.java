/// Serves a page over TLS to the clients of unknown hosts: a backend like any other, on loopback.
@NullMarked
package dev.starship.pageserver;

import org.jspecify.annotations.NullMarked;
