package dev.starship.routing;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the source says of a host. Immutable, any thread.
///
/// @param app the application's name for people; null if none
/// @param action what to do with a session
/// @param backends where to connect, in the order given; at least one if the action is forward
/// @param location where a redirect leads; null for other actions
/// @param httpsRedirect whether plain HTTP is answered with a redirect to HTTPS
/// @param proxyProtocol the PROXY protocol towards the backends; null leaves it to the
///   configuration
/// @param balance how a backend is chosen; null leaves it to the configuration
/// @param limits what the host may use
/// @param ttl how long the answer may be used; null leaves it to the answer's headers and the
///   configuration; zero asks every time
public record Route(
    @Nullable String app,
    Action action,
    List<Backend> backends,
    @Nullable String location,
    boolean httpsRedirect,
    @Nullable ProxyVersion proxyProtocol,
    @Nullable Balance balance,
    RouteLimits limits,
    @Nullable Duration ttl) {}
