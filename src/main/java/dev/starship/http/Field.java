package dev.starship.http;

/// One header field (RFC 9110 section 5), as it was received.
///
/// @param name the name, in the case it came in
/// @param value the value without the whitespace around it; each char is one byte of Latin-1
public record Field(String name, String value) {}
