/// The JDK's HTTP server with limits, for the few requests of the admin port, the demo and the mock
/// of a lookup API. Clients of the balancer never come to it.
@NullMarked
package dev.starship.localserver;

import org.jspecify.annotations.NullMarked;
