package dev.starship.events;

/// What the access log can have a line for.
public sealed interface End permits SessionEnd, RequestEnd {}
