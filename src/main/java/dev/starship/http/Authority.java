package dev.starship.http;

/// PLACEHOLDER for the shape; the http work replaces this file.
public record Authority(String host, int port) {}
