package dev.starship.source.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Reads an event stream piece by piece, as the WHATWG HTML standard has it (section 9.2.6,
/// "Interpreting an event stream"), with one exception: an event that has a name but no data is
/// told as well. One thread.
final class EventStreamReader {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final int maxBytes;
  private final Listener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private String id;
  private String lastId;
  private boolean afterCarriageReturn;
  private boolean isFirstLine = true;
  private boolean isLineTooLong;
  private boolean isTooLong;

  /// Hears what the stream says.
  interface Listener {
    /// An event is whole.
    ///
    /// @param name its name; empty if it has none
    /// @param data its lines, joined by line feeds
    void event(String name, String data);

    /// An event was longer than allowed, and is lost.
    void tooLong();

    /// The stream asks for this wait before a reconnect.
    void retry(long millis);
  }

  /// @param maxBytes of a line, and characters of an event's data
  /// @param id the id to continue after, or empty
  EventStreamReader(int maxBytes, String id, Listener listener) {
    this.maxBytes = maxBytes;
    this.id = id;
    this.lastId = id;
    this.listener = listener;
  }

  /// Takes the next bytes of the stream.
  void read(byte[] bytes) {
    for (byte octet : bytes) {
      boolean secondOfPair = afterCarriageReturn && octet == '\n';
      afterCarriageReturn = octet == '\r';
      if (secondOfPair) {
        continue;
      }
      if (octet == '\r' || octet == '\n') {
        endLine();
      } else if (line.size() < maxBytes) {
        line.write(octet);
      } else {
        isLineTooLong = true;
      }
    }
  }

  /// The id of the last whole event, to continue after; empty if the stream gives none.
  String lastId() {
    return lastId;
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean cut = isLineTooLong;
    line.reset();
    isLineTooLong = false;
    if (isFirstLine && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    isFirstLine = false;
    if (text.isEmpty()) {
      endEvent();
      return;
    }
    int colon = text.indexOf(':');
    if (cut) {
      // A comment may be as long as it likes.
      isTooLong |= colon != 0;
    } else if (colon < 0) {
      field(text, "");
    } else if (colon > 0) {
      int value = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
      field(text.substring(0, colon), text.substring(value));
    }
  }

  private void field(String field, String value) {
    switch (field) {
      case "event" -> name = value;
      case "data" -> addData(value);
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
        }
      }
      case "retry" -> {
        if (value.matches("[0-9]{1,9}")) {
          listener.retry(Long.parseLong(value));
        }
      }
      default -> {}
    }
  }

  private void addData(String value) {
    if (data.length() + value.length() >= maxBytes) {
      isTooLong = true;
    } else {
      data.append(value).append('\n');
    }
  }

  private void endEvent() {
    lastId = id;
    if (isTooLong) {
      listener.tooLong();
    } else if (!data.isEmpty() || !name.isEmpty()) {
      listener.event(name, data.isEmpty() ? "" : data.substring(0, data.length() - 1));
    }
    data.setLength(0);
    name = "";
    isTooLong = false;
  }
}
