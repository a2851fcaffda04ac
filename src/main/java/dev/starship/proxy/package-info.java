/// The life of a session: accept, preread, look up, connect, relay or exchange, end.
@NullMarked
package dev.starship.proxy;

import org.jspecify.annotations.NullMarked;
