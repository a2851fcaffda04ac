package dev.starship.proxy;

/// What a backend gets first. It can be sent again as long as the backend has not answered.
interface FirstBytes {
  /// Sends them; what the backend does not take is kept there.
  void sendTo(Connection backend);
}
