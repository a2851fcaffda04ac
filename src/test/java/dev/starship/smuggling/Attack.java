package dev.starship.smuggling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a client sends on its connection, and all that may become of it.
///
/// @param name what is special about it
/// @param bytes what the client sends; each char is one byte
/// @param replies what it gets, in this order: nothing else is answered or reaches a backend
/// @param then what becomes of its connection
public record Attack(String name, String bytes, List<Reply> replies, Then then) {
  /// What a client gets for one request.
  public sealed interface Reply {
    /// Its own backend got exactly this request and answered it.
    record Forwarded(Request request) implements Reply {}

    /// A page of the product, and no backend got anything whole.
    record Page(int status) implements Reply {}
  }

  /// What becomes of a connection after the replies.
  public enum Then {
    /// It carries on with the next request.
    KEPT,
    /// The product ends it, and says so in the last reply.
    CLOSED,
    /// The client must send more. If it leaves instead, no backend got a whole request.
    UNFINISHED
  }

  /// What it asks with, as far as it matters for a page: HEAD gets none of its body.
  public String method() {
    return bytes.startsWith("HEAD ") ? "HEAD" : "GET";
  }

  /// A request that is understood by nobody: one page, and the connection ends.
  static Attack refused(int status, String name, String bytes) {
    return new Attack(name, bytes, List.of(new Reply.Page(status)), Then.CLOSED);
  }

  /// Requests, each of which reaches its own backend, and nothing beside them.
  static Attack forwarded(String name, String bytes, Request... requests) {
    return new Attack(name, bytes, forwarded(requests), Then.KEPT);
  }

  /// A request that is understood, and whose host nobody has.
  static Attack unknown(String name, String bytes) {
    return new Attack(name, bytes, List.of(new Reply.Page(404)), Then.KEPT);
  }

  /// Bytes that are no whole request, behind these requests.
  static Attack unfinished(String name, String bytes, Request... before) {
    return new Attack(name, bytes, forwarded(before), Then.UNFINISHED);
  }

  private static List<Reply> forwarded(Request... requests) {
    return List.of(requests).stream().<Reply>map(Reply.Forwarded::new).toList();
  }

  /// The same behind these requests.
  Attack after(Request... requests) {
    List<Reply> all = new ArrayList<>(forwarded(requests));
    all.addAll(replies);
    return new Attack(name, bytes, all, then);
  }

  /// The same, but the connection ends with the last reply.
  Attack closing() {
    return new Attack(name, bytes, replies, Then.CLOSED);
  }

  /// What must become of it as the first on its connection: what does not begin with a capital
  /// letter or an empty line is not taken for HTTP there, and closed without a word.
  public Attack asOpening() {
    char first = bytes.charAt(0);
    boolean isHttp = first >= 'A' && first <= 'Z' || first == '\r' || first == '\n';
    return isHttp ? this : new Attack(name, bytes, List.of(), Then.CLOSED);
  }

  /// The name of the cluster that `host` belongs to.
  public static String clusterOf(String host) {
    return host.toLowerCase(Locale.ROOT).startsWith("a.") ? "alpha" : "beta";
  }

  @Override
  public String toString() {
    return name;
  }
}
