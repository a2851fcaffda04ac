package dev.starship.http;

import org.jspecify.annotations.Nullable;

/// PLACEHOLDER for the shape; the http work replaces this file.
public record RequestHead(String method, @Nullable Authority authority, int length) {}
