package dev.starship.smuggling;

import dev.starship.smuggling.MessageBytes.BrokenRule;
import dev.starship.smuggling.MessageBytes.FieldLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the responses that a client gets on one connection, as strictly as a backend reads its
/// requests.
public final class AnswerReading {
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.1 ([1-9][0-9][0-9]) [\\t -~\\x80-\\xff]*");

  private final MessageBytes bytes;

  /// A response, or what came instead of one.
  public sealed interface Answer {
    /// A whole response.
    ///
    /// @param closes whether it says that the connection ends
    record Response(int status, boolean closes, String body) implements Answer {}

    /// The connection ended where a response could have begun.
    record Ended() implements Answer {}

    /// The connection was cut in the middle of a response, or reset.
    record Cut() implements Answer {}

    /// What came is no response.
    record Broken(String rule) implements Answer {}
  }

  /// A reading of what comes from `in`.
  public AnswerReading(InputStream in) {
    bytes = new MessageBytes(new BufferedInputStream(in));
  }

  /// The next final response, that to a request with this method.
  public Answer next(String method) {
    try {
      int first = bytes.read();
      return first < 0 ? new Answer.Ended() : response(method, first);
    } catch (BrokenRule broken) {
      return new Answer.Broken(String.valueOf(broken.getMessage()));
    } catch (SocketTimeoutException nothing) {
      return new Answer.Broken("nothing came");
    } catch (IOException cut) {
      return new Answer.Cut();
    }
  }

  private Answer response(String method, int first) throws IOException, BrokenRule {
    String line = bytes.line(first);
    while (true) {
      Matcher parts = STATUS_LINE.matcher(line);
      if (!parts.matches()) {
        throw new BrokenRule("no status line: " + line);
      }
      int status = Integer.parseInt(parts.group(1));
      List<FieldLine> fields = bytes.fields();
      if (status >= 200 || status == 101) {
        return response(method, status, fields);
      }
      line = bytes.line();
    }
  }

  private Answer response(String method, int status, List<FieldLine> fields)
      throws IOException, BrokenRule {
    boolean closes =
        MessageBytes.values(fields, "connection").stream().anyMatch("close"::equalsIgnoreCase);
    long length = MessageBytes.length(fields);
    boolean bodiless = method.equals("HEAD") || status == 101 || status == 204 || status == 304;
    if (bodiless && !method.equals("HEAD") && status != 304 && length != -2) {
      throw new BrokenRule("a framing of nothing: " + fields);
    }
    String body = bodiless ? "" : body(length, closes);
    return new Answer.Response(status, closes, body);
  }

  private String body(long length, boolean closes) throws IOException, BrokenRule {
    if (length == -1) {
      return bytes.chunks();
    }
    if (length >= 0) {
      return bytes.bytes(length);
    }
    if (!closes) {
      throw new BrokenRule("a body without an end");
    }
    var body = new StringBuilder();
    for (int b = bytes.read(); b >= 0; b = bytes.read()) {
      body.append((char) b);
    }
    return body.toString();
  }
}
