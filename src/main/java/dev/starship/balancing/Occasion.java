package dev.starship.balancing;

import dev.starship.address.Ip;
import java.util.random.RandomGenerator;

/// What a choice may depend on besides the backends.
///
/// @param client the client's address
/// @param turn how many choices were made before for the same host
/// @param random chance
public record Occasion(Ip client, long turn, RandomGenerator random) {}
