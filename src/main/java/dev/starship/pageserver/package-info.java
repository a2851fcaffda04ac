/// Serves a page over TLS to the clients of unknown hosts: a backend like any other, on loopback.
/// The small server beside it, of the JDK, is that of the admin port and the demo.
@NullMarked
package dev.starship.pageserver;

import org.jspecify.annotations.NullMarked;
