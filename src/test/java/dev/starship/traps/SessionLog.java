package dev.starship.traps;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starship.Eventually;
import dev.starship.traps.Client.Reply;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an access log of JSON lines while it is written, and finds the line of a session by its
/// client's port and its host. Any thread.
final class SessionLog {
  private static final Pattern SESSION =
      Pattern.compile("\"client\":\"127\\.0\\.0\\.1:(\\d+)\".*\"host\":\"([^\"]*)\"");

  private final Path file;
  private final Map<String, String> lines = new HashMap<>();
  private String rest = "";
  private long read;

  SessionLog(Path file) {
    this.file = file;
  }

  /// The line of the session that got `reply`; waits until it is written.
  JsonNode line(Reply reply) throws Exception {
    String session = reply.port() + " " + reply.host();
    String line =
        Eventually.sees("a log line on " + session, () -> taken(session), s -> !s.isEmpty());
    return JsonMapper.shared().readTree(line);
  }

  private synchronized String taken(String session) throws IOException {
    @Nullable String known = lines.remove(session);
    if (known == null) {
      readOn();
      known = lines.remove(session);
    }
    return known == null ? "" : known;
  }

  private void readOn() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[(int) (in.length() - read)];
      in.seek(read);
      in.readFully(bytes);
      read += bytes.length;
      rest += new String(bytes, UTF_8);
    }
    int from = 0;
    for (int end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      String line = rest.substring(from, end);
      Matcher session = SESSION.matcher(line);
      if (session.find()) {
        lines.put(session.group(1) + " " + session.group(2), line);
      }
      from = end + 1;
    }
    rest = rest.substring(from);
  }
}
