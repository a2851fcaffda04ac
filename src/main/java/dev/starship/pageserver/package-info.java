/// Serves a page over TLS to the clients of unknown hosts: a backend like any other, on loopback.
/// The small server it is made of serves the admin port and the demo as well.
@NullMarked
package dev.starship.pageserver;

import org.jspecify.annotations.NullMarked;
