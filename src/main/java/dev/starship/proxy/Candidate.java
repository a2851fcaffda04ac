package dev.starship.proxy;

import dev.starship.address.Address;
import org.jspecify.annotations.Nullable;

/// One address that a session may be connected to.
///
/// @param weight the weight of its backend, shared among the backend's addresses
/// @param priority the lower, the sooner
/// @param backend which of the route's backends has it
/// @param cluster the name of the backend's cluster; null if it has none
record Candidate(
    Address address, double weight, int priority, int backend, @Nullable String cluster) {}
