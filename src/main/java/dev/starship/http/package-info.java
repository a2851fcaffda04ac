/// The grammar and framing of HTTP/1.0 and HTTP/1.1 messages (RFC 9112), on bytes alone.
@NullMarked
package dev.starship.http;

import org.jspecify.annotations.NullMarked;
