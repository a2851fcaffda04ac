/// The product as its users meet it: `./starship` as a process of its own between real clients
/// (curl, openssl, Java, Chromium) and real backends (nginx).
@NullMarked
package dev.starship.peers;

import org.jspecify.annotations.NullMarked;
