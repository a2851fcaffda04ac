package dev.starship.cli;

import dev.starship.routing.RouteJson;
import dev.starship.source.file.RouteTable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells which hosts and wildcards differ between one table of routes and the next. It keeps eight
/// bytes of each route, since a table of a million routes should not have to exist twice. Any
/// thread.
final class RouteChanges {
  private Map<String, Long> prints = new HashMap<>();

  /// The hosts and wildcards that are new, gone or have another route in `next` than in the table
  /// given before, at first an empty one.
  synchronized List<String> since(RouteTable next) {
    Map<String, Long> before = prints;
    prints = prints(next);
    var changed = new ArrayList<String>();
    prints.forEach((pattern, print) -> {
      if (!print.equals(before.remove(pattern))) {
        changed.add(pattern);
      }
    });
    changed.addAll(before.keySet());
    return changed;
  }

  private static Map<String, Long> prints(RouteTable table) {
    var prints = new HashMap<String, Long>(table.size() * 4 / 3 + 1);
    table.forEach((pattern, route) -> prints.put(pattern, print(RouteJson.write(pattern, route))));
    return prints;
  }

  /// The first 64 bits of the SHA-256 of a route's JSON: routes that differ differ in it.
  static long print(byte[] json) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(json)).getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new LinkageError("every JDK has SHA-256", impossible);
    }
  }
}
