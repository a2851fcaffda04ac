/// Makes the answers that a client gets instead of a backend's: TLS alerts and HTTP pages.
@NullMarked
package dev.starship.refusal;

import org.jspecify.annotations.NullMarked;
