package dev.starship.routing;

/// What the cache of lookups holds at one moment.
///
/// @param hits hosts that have a route
/// @param misses hosts remembered as unknown
/// @param backoffs hosts whose last question failed
/// @param underWay questions that the source has not answered yet
/// @param queued hosts that wait for their question
public record LookupGauges(long hits, long misses, long backoffs, int underWay, int queued) {}
