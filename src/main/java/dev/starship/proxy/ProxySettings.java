package dev.starship.proxy;

import dev.starship.admission.AdmissionSettings;
import dev.starship.http.HttpLimits;
import dev.starship.preread.PrereadLimits;

/// Everything the data path can be told.
///
/// @param preread limits on a client's first bytes
/// @param http limits on HTTP messages
/// @param requests what the requests of one client connection may cost
/// @param forwarded whose word is taken for where a request comes from
/// @param backends timeouts and ports of backends
/// @param pool which connections to backends are kept
/// @param retry how often another backend is tried
/// @param race when two addresses of one name are
/// @param unknown where sessions go that no route takes
/// @param relay what moving bytes may cost
/// @param admission how much is let in
/// @param refusal how long a client may take over our own answer
public record ProxySettings(
    PrereadLimits preread,
    HttpLimits http,
    RequestLimits requests,
    ForwardedSettings forwarded,
    BackendSettings backends,
    PoolLimits pool,
    RetryLimits retry,
    RaceLimits race,
    UnknownSettings unknown,
    RelayLimits relay,
    AdmissionSettings admission,
    RefusalLimits refusal) {}
