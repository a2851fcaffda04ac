package dev.starship.smuggling;

import java.util.stream.Stream;

/// Every family of attacks by requests.
public enum Corpus {
  /// Lengths that are read differently, CL.0 and 0.CL.
  LENGTHS,
  /// CL.TE, TE.CL and TE.TE.
  CODINGS,
  /// Sizes, extensions, ends and trailers of chunks.
  CHUNKS,
  /// Line ends, folds, colons and control bytes.
  LINES,
  /// Methods, targets and versions.
  TARGETS,
  /// Who a request is for.
  HOSTS,
  /// Fields of one connection, and many requests on it.
  CONNECTIONS;

  /// The attacks of the family.
  public Stream<Attack> attacks() {
    return switch (this) {
      case LENGTHS -> LengthAttacks.all();
      case CODINGS -> CodingAttacks.all();
      case CHUNKS -> ChunkAttacks.all();
      case LINES -> LineAttacks.all();
      case TARGETS -> TargetAttacks.all();
      case HOSTS -> HostAttacks.all();
      case CONNECTIONS -> ConnectionAttacks.all();
    };
  }
}
