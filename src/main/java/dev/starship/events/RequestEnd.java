package dev.starship.events;

/// Everything the access log says about one HTTP request, made once when it ended.
///
/// @param request the request's id, as its backend and pages show it: the client's own, or one that
///   repeats as seldom as a session's
/// @param part what is said of a session, here of this request alone: times count from its first
///   byte (of the first request, from accept), bytes are its own and its answer's
public record RequestEnd(String request, SessionEnd part) implements End {}
