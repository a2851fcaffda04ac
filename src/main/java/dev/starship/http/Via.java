package dev.starship.http;

import java.util.List;

/// The members of `Via`: of each hop a protocol, who it is, and perhaps a comment (RFC 9110 section
/// 7.6.3).
final class Via {
  private Via() {}

  /// Whether `hop` is one of the hops. What a comment says does not count, but for a comment with a
  /// comma in it, behind which a hop seems to begin.
  static boolean names(List<String> members, String hop) {
    for (String member : members) {
      if (hop.equals(receivedBy(member))) {
        return true;
      }
    }
    return false;
  }

  /// The second word.
  private static String receivedBy(String member) {
    int from = 0;
    while (from < member.length() && !Syntax.isBlank(member.charAt(from))) {
      from++;
    }
    while (from < member.length() && Syntax.isBlank(member.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < member.length() && !Syntax.isBlank(member.charAt(to))) {
      to++;
    }
    return member.substring(from, to);
  }
}
