package dev.starship.smuggling;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads lines, fields and bodies of HTTP/1.1 (RFC 9112), and takes nothing that the grammar does
/// not have.
final class MessageBytes {
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[ \\t]*((?:[!-\\xff](?:[\\t -\\xff]*[!-\\xff])?)?)[ \\t]*");
  private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,16})(?:[ \\t]*;.*)?");
  private static final List<String> NEVER_IN_TRAILERS =
      List.of(
          "content-length",
          "transfer-encoding",
          "host",
          "connection",
          "upgrade",
          "te",
          "cookie",
          "authorization",
          "content-type",
          "x-forwarded-for");

  private final InputStream in;

  MessageBytes(InputStream in) {
    this.in = in;
  }

  /// A rule is broken.
  static final class BrokenRule extends Exception {
    private static final long serialVersionUID = 1;

    BrokenRule(String rule) {
      super(rule);
    }
  }

  /// One field line.
  ///
  /// @param name in lower case
  record FieldLine(String name, String value) {}

  /// The next byte; -1 at the end.
  int read() throws IOException {
    return in.read();
  }

  /// The rest of a line that began with `first`, without its CRLF.
  String line(int first) throws IOException, BrokenRule {
    var line = new StringBuilder();
    int b = first;
    while (b != '\r') {
      if (b < 0) {
        throw new EOFException();
      }
      if (b < ' ' && b != '\t' || b == 0x7F) {
        throw new BrokenRule("byte " + b + " in the line " + line);
      }
      line.append((char) b);
      b = in.read();
    }
    int end = in.read();
    if (end < 0) {
      throw new EOFException();
    }
    if (end != '\n') {
      throw new BrokenRule("CR without LF behind " + line);
    }
    return line.toString();
  }

  String line() throws IOException, BrokenRule {
    return line(in.read());
  }

  /// Field lines up to the empty line.
  List<FieldLine> fields() throws IOException, BrokenRule {
    var fields = new ArrayList<FieldLine>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new BrokenRule("no field: " + line);
      }
      fields.add(new FieldLine(field.group(1).toLowerCase(Locale.ROOT), field.group(2)));
    }
    return fields;
  }

  static List<String> values(List<FieldLine> fields, String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .map(FieldLine::value)
        .toList();
  }

  /// How long the body is: -1 for chunks, -2 if nothing says it.
  static long length(List<FieldLine> fields) throws BrokenRule {
    List<String> lengths = values(fields, "content-length");
    List<String> codings = values(fields, "transfer-encoding");
    if (lengths.size() + codings.size() > 1) {
      throw new BrokenRule("several framings: " + fields);
    }
    if (!codings.isEmpty()) {
      if (!codings.getFirst().equalsIgnoreCase("chunked")) {
        throw new BrokenRule("Transfer-Encoding: " + codings.getFirst());
      }
      return -1;
    }
    if (lengths.isEmpty()) {
      return -2;
    }
    if (!lengths.getFirst().matches("[0-9]{1,18}")) {
      throw new BrokenRule("Content-Length: " + lengths.getFirst());
    }
    return Long.parseLong(lengths.getFirst());
  }

  String bytes(long count) throws IOException {
    var bytes = new StringBuilder();
    for (long i = 0; i < count; i++) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      bytes.append((char) b);
    }
    return bytes.toString();
  }

  /// The body that comes in chunks, trailers read as well.
  String chunks() throws IOException, BrokenRule {
    var body = new StringBuilder();
    while (true) {
      String line = line();
      Matcher size = CHUNK_SIZE.matcher(line);
      if (!size.matches()) {
        throw new BrokenRule("no chunk size: " + line);
      }
      long bytes = Long.parseUnsignedLong(size.group(1), 16);
      if (bytes < 0) {
        throw new BrokenRule("a chunk size that is too large: " + line);
      }
      if (bytes == 0) {
        break;
      }
      body.append(bytes(bytes));
      String rest = line();
      if (!rest.isEmpty()) {
        throw new BrokenRule("a chunk that goes on with " + rest);
      }
    }
    for (FieldLine trailer : fields()) {
      if (NEVER_IN_TRAILERS.contains(trailer.name())) {
        throw new BrokenRule("a trailer that is none: " + trailer);
      }
    }
    return body.toString();
  }
}
