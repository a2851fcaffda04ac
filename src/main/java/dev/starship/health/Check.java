package dev.starship.health;

import dev.starship.address.Address;

/// Asks a backend whether it is well. Any thread; blocks for the timeout of the settings at most.
interface Check {
  CheckResult of(Address backend, Use use);
}
