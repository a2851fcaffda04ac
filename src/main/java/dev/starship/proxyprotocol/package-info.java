/// Reads and writes the PROXY protocol, versions 1 and 2: the header before a connection's first
/// byte that says who the client is.
@NullMarked
package dev.starship.proxyprotocol;

import org.jspecify.annotations.NullMarked;
