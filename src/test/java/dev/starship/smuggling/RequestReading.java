package dev.starship.smuggling;

import dev.starship.smuggling.MessageBytes.BrokenRule;
import dev.starship.smuggling.MessageBytes.FieldLine;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the requests of one connection: every rule of RFC 9112 that two servers could keep
/// differently is kept.
public final class RequestReading {
  private static final Pattern TO_BACKEND =
      Pattern.compile("(" + MessageBytes.TOKEN + ") (/[!-~&&[^#]]*|\\*) HTTP/1\\.([01])");
  private static final Pattern TO_PROXY =
      Pattern.compile(
          "("
              + MessageBytes.TOKEN
              + ") ((?:(?i:https?://)([^/?]+))?(?:[/?][!-~&&[^#]]*)?|\\*) HTTP/1\\.([0-9])");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{0,5})?");
  private static final Pattern ANY_HOST =
      Pattern.compile(
          "[A-Za-z0-9._~!$&'()*+,;=%-]*(?::[0-9]{0,5})?|\\[[0-9A-Za-z:.]+\\](?::[0-9]{0,5})?");
  private static final List<String> OF_ONE_HOP =
      List.of("keep-alive", "proxy-connection", "http2-settings");

  private final InputStream in;
  private final MessageBytes bytes;
  private final boolean toBackend;
  private boolean last;

  private RequestReading(InputStream in, boolean toBackend) {
    this.in = new BufferedInputStream(in, 64 * 1024);
    this.bytes = new MessageBytes(this.in);
    this.toBackend = toBackend;
  }

  /// A reading of what a proxy sends to a backend: nothing that belongs to the client's connection
  /// may be in it.
  public static RequestReading toBackend(InputStream in) {
    return new RequestReading(in, true);
  }

  /// A reading of what a client sends to a proxy, whose requests come out as a backend should get
  /// them.
  public static RequestReading toProxy(InputStream in) {
    return new RequestReading(in, false);
  }

  /// The next request, once all of it has come.
  public Arrival next() throws IOException {
    int first = last ? -1 : bytes.read();
    if (first < 0) {
      return new Arrival.Ended();
    }
    try {
      if (first == '\r' && !toBackend) {
        bytes.line(first);
        first = bytes.read();
      }
      return new Arrival.Whole(request(first));
    } catch (EOFException cut) {
      return new Arrival.CutShort();
    } catch (BrokenRule broken) {
      return new Arrival.Broken(String.valueOf(broken.getMessage()));
    }
  }

  /// Whether bytes are there that belong to no request yet.
  public boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  private Request request(int first) throws IOException, BrokenRule {
    String line = bytes.line(first);
    Matcher parts = (toBackend ? TO_BACKEND : TO_PROXY).matcher(line);
    if (!parts.matches()) {
      throw new BrokenRule("no request line: " + line);
    }
    String method = parts.group(1);
    boolean old = parts.group(parts.groupCount()).equals("0");
    List<FieldLine> fields = bytes.fields();
    String host = host(fields, old);
    if (toBackend) {
      checkHop(method, fields);
    }
    long length = MessageBytes.length(fields);
    if (length == -1 && old) {
      throw new BrokenRule("chunks in HTTP/1.0");
    }
    String body = length == -1 ? bytes.chunks() : bytes.bytes(Math.max(0, length));
    List<String> options = options(fields);
    last = options.contains("close") || old && !options.contains("keep-alive");
    String target = parts.group(2);
    String authority = toBackend ? null : parts.group(3);
    if (authority == null) {
      return new Request(method, host, target, body);
    }
    // What is for https is for no cluster that is asked in clear text.
    boolean secure = target.regionMatches(true, 0, "https", 0, 5);
    String asked = secure ? "https://" + authority : authority;
    return new Request(method, asked, origin(method, target, authority), body);
  }

  /// The target without its scheme and authority.
  private static String origin(String method, String target, String authority) {
    String rest = target.substring(target.indexOf("//") + 2 + authority.length());
    if (rest.isEmpty()) {
      return method.equals("OPTIONS") ? "*" : "/";
    }
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private String host(List<FieldLine> fields, boolean old) throws BrokenRule {
    List<String> hosts = MessageBytes.values(fields, "host");
    if (hosts.isEmpty() && old) {
      return "";
    }
    Pattern valid = toBackend ? HOST : ANY_HOST;
    if (hosts.size() != 1 || !valid.matcher(hosts.getFirst()).matches()) {
      throw new BrokenRule("hosts " + hosts);
    }
    return hosts.getFirst();
  }

  private static void checkHop(String method, List<FieldLine> fields) throws BrokenRule {
    for (FieldLine field : fields) {
      if (OF_ONE_HOP.contains(field.name())) {
        throw new BrokenRule("a field of the client's connection: " + field);
      }
    }
    List<String> options = options(fields);
    List<String> codings = MessageBytes.values(fields, "te");
    boolean trailers = options.equals(List.of("te")) && codings.equals(List.of("trailers"));
    if (!trailers && !codings.isEmpty()) {
      throw new BrokenRule("Connection " + options + ", TE " + codings);
    }
    List<String> upgrades = MessageBytes.values(fields, "upgrade");
    boolean webSocket = options.equals(List.of("upgrade")) && upgrades.equals(List.of("websocket"));
    boolean plain =
        upgrades.isEmpty() && (trailers || List.of("close", "keep-alive").containsAll(options));
    if (!plain && !(webSocket && method.equals("GET"))) {
      throw new BrokenRule("Connection " + options + ", Upgrade " + upgrades);
    }
  }

  private static List<String> options(List<FieldLine> fields) {
    return MessageBytes.values(fields, "connection").stream()
        .flatMap(list -> Stream.of(list.toLowerCase(Locale.ROOT).split("[ \\t]*,[ \\t]*")))
        .toList();
  }
}
