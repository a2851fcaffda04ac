/// The comparison of Starship with nginx and HAProxy on one machine; never shipped. [Bench] is the
/// command, [Load] the clients, [Backend] what stands behind every proxy, [Contender] a proxy.
@NullMarked
package dev.starship.bench;

import org.jspecify.annotations.NullMarked;
