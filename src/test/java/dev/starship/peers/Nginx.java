package dev.starship.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs a real nginx in the foreground, with everything it writes in one folder.
final class Nginx {
  /// What every configuration has. Modules are loaded before events, so it comes last.
  private static final String COMMON =
      """
      daemon off;
      master_process off;
      pid nginx.pid;
      error_log stderr notice;
      events { worker_connections 1024; }
      """;

  private static final String TEMPORARY_FILES =
      """
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      """;

  private Nginx() {}

  /// Runs one that serves what is in the `http` block of its configuration, as [#run].
  static Program http(Path folder, String block) throws IOException, InterruptedException {
    return run(folder, "http {\n" + TEMPORARY_FILES + block + "}\n");
  }

  /// Runs one with further `blocks` of a configuration, which it keeps in `folder`; returns when
  /// its ports are bound.
  static Program run(Path folder, String blocks) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("nginx.conf"), blocks + COMMON);
    Program nginx =
        Program.start(
            folder,
            List.of(
                Tool.find("nginx"),
                "-p",
                folder.toString(),
                "-e",
                "stderr",
                "-c",
                file.toString()));
    nginx.awaitLine("the event method", line -> line.contains("event method"));
    return nginx;
  }
}
