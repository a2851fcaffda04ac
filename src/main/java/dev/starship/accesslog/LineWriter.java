package dev.starship.accesslog;

import dev.starship.ending.Side;
import dev.starship.events.End;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.routing.HitLevel;
import org.jspecify.annotations.Nullable;

/// Writes a session, or an HTTP request, as one line. One thread.
interface LineWriter {
  /// Appends the line with its line feed.
  void write(End end, LineBuffer out);

  static LineWriter of(LogFormat format) {
    return switch (format) {
      case JSON -> LineWriter::json;
      case TEXT -> LineWriter::text;
    };
  }

  private static void json(End line, LineBuffer out) {
    SessionEnd end = part(line);
    out.ascii("{\"time\":\"").time(end.timeMillis()).ascii('"');
    text(out, ",\"session\":", end.session());
    text(out, ",\"request\":", request(line));
    text(out, ",\"client\":", end.client().toString());
    text(out, ",\"listener\":", end.listener().toString());
    out.ascii(",\"protocol\":\"").ascii(end.protocol().code()).ascii('"');
    text(out, ",\"host\":", end.host());
    text(out, ",\"app\":", end.app());
    text(out, ",\"cluster\":", end.cluster());
    text(out, ",\"backend\":", end.backendText());
    text(out, ",\"lookup\":", level(end));
    millis(out, ",\"lookup_ms\":", end.lookupMicros());
    millis(out, ",\"connect_ms\":", end.connectMicros());
    millis(out, ",\"first_byte_ms\":", end.firstByteMicros());
    millis(out, ",\"duration_ms\":", end.durationMicros());
    out.ascii(",\"bytes_in\":").number(end.bytesIn());
    out.ascii(",\"bytes_out\":").number(end.bytesOut());
    if (end.status() > 0) {
      out.ascii(",\"status\":").number(end.status());
    }
    out.ascii(",\"ending\":\"").ascii(end.ending().code());
    out.ascii("\",\"closed_by\":\"").ascii(word(end.closedBy())).ascii("\"}\n");
  }

  private static SessionEnd part(End line) {
    return switch (line) {
      case SessionEnd end -> end;
      case RequestEnd request -> request.part();
    };
  }

  private static @Nullable String request(End line) {
    return line instanceof RequestEnd request ? request.request() : null;
  }

  private static @Nullable String level(SessionEnd end) {
    HitLevel level = end.lookup();
    return level == null ? null : level.code();
  }

  private static void text(End line, LineBuffer out) {
    SessionEnd end = part(line);
    out.time(end.timeMillis()).ascii(' ');
    plain(out, end.session());
    out.ascii(' ')
        .ascii(end.client().toString())
        .ascii(' ')
        .ascii(end.protocol().code())
        .ascii(' ');
    plain(out, end.host());
    out.ascii(" -> ");
    plain(out, end.backendText());
    out.ascii(' ').ascii(end.ending().code());
    if (end.status() > 0) {
      out.ascii(" status=").number(end.status());
    }
    millis(out, " duration_ms=", end.durationMicros());
    out.ascii(" bytes_in=").number(end.bytesIn());
    out.ascii(" bytes_out=").number(end.bytesOut());
    text(out, " lookup=", level(end));
    millis(out, " lookup_ms=", end.lookupMicros());
    millis(out, " connect_ms=", end.connectMicros());
    millis(out, " first_byte_ms=", end.firstByteMicros());
    out.ascii(" closed_by=").ascii(word(end.closedBy()));
    text(out, " request=", request(line));
    text(out, " app=", end.app());
    text(out, " cluster=", end.cluster());
    out.ascii(" listener=").ascii(end.listener().toString()).ascii('\n');
  }

  private static void text(LineBuffer out, String name, @Nullable String value) {
    if (value != null) {
      out.ascii(name).quoted(value);
    }
  }

  private static void millis(LineBuffer out, String name, long micros) {
    if (micros >= 0) {
      out.ascii(name).millis(micros);
    }
  }

  /// Appends a value that people read without quotes, as long as it is a single word.
  private static void plain(LineBuffer out, @Nullable String value) {
    if (value == null) {
      out.ascii('-');
    } else if (isWord(value)) {
      out.ascii(value);
    } else {
      out.quoted(value);
    }
  }

  private static boolean isWord(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  private static String word(Side side) {
    return switch (side) {
      case CLIENT -> "client";
      // The source of routes has no connection to close.
      case STARSHIP, SOURCE -> "starship";
      case BACKEND -> "backend";
    };
  }
}
