package dev.starship.proxy;

import dev.starship.admission.BackendGuard;
import dev.starship.http.Outgoing;
import dev.starship.resolving.Resolver;
import dev.starship.routing.Lookups;
import dev.starship.transport.EventLoop;

/// What the sessions of one event loop work with.
///
/// @param loop the loop
/// @param reserve its memory for receivers that do not keep up
/// @param pool its connections to backends that wait for another request
/// @param outgoing where it puts messages together, within one call
/// @param date what it dates messages with
/// @param scratch what it reads into to look at, within one call
/// @param sessions the loop's sessions
/// @param settings what the operator set
/// @param node what it is called towards others
/// @param decisions where openings and lookups lead
/// @param answers what stands in for a backend's answer
/// @param lookups where hosts live
/// @param resolver where named backends are
/// @param proxyHeaders what proxies in front say, and what backends are told
/// @param picking which of several backends is taken
/// @param guard which backends may be connected to
/// @param shortage tells the operator when the system gives no more
record Surroundings(
    EventLoop loop,
    Reserve reserve,
    BackendPool pool,
    Outgoing outgoing,
    CurrentDate date,
    Held.Scratch scratch,
    LoopSessions sessions,
    ProxySettings settings,
    Node node,
    Decisions decisions,
    Answers answers,
    Lookups lookups,
    Resolver resolver,
    ProxyHeaders proxyHeaders,
    Picking picking,
    BackendGuard guard,
    Shortage shortage) {}
