package dev.starship.proxy;

import dev.starship.http.HttpLimits;
import dev.starship.preread.PrereadLimits;

/// Everything the data path can be told.
///
/// @param preread limits on a client's first bytes
/// @param http limits on HTTP messages
/// @param backends timeouts and ports of backends
/// @param unknown where sessions go that no route takes
/// @param relay what moving bytes may cost
/// @param refusal how long a client may take over our own answer
public record ProxySettings(
    PrereadLimits preread,
    HttpLimits http,
    BackendSettings backends,
    UnknownSettings unknown,
    RelayLimits relay,
    RefusalLimits refusal) {}
