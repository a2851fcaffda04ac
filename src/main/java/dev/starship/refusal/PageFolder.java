package dev.starship.refusal;

import dev.starship.files.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The custom pages in a folder, `404.html` and the like, read once when the configuration is. The
/// one place of this package that touches files.
///
/// @param html the pages that can be used, by status 400-599
/// @param problems one sentence for each file that cannot; empty if all is well
public record PageFolder(Map<Integer, String> html, List<String> problems) {
  /// Keeps copies.
  public PageFolder {
    html = Map.copyOf(html);
    problems = List.copyOf(problems);
  }

  /// Reads every `*.html` in `folder`; other files are left alone, so that a folder may hold notes
  /// and sources too.
  public static PageFolder read(Path folder) {
    Map<Integer, String> html = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (Path file : pageFiles(folder, problems)) {
      try {
        readPage(file, html, problems);
      } catch (CharacterCodingException e) {
        problems.add(file + " is not UTF-8");
      } catch (IOException e) {
        problems.add(file + " cannot be read: " + FileTrouble.why(e));
      }
    }
    return new PageFolder(html, problems);
  }

  private static List<Path> pageFiles(Path folder, List<String> problems) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.html")) {
      stream.forEach(files::add);
    } catch (IOException e) {
      problems.add(folder + " is not a folder that can be read: " + FileTrouble.why(e));
    }
    Collections.sort(files);
    return files;
  }

  private static void readPage(Path file, Map<Integer, String> html, List<String> problems)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!name.matches("[45][0-9][0-9]\\.html")) {
      problems.add(
          file
              + " has no status as its name; a page is named 404.html, 495.html, 502.html, 503.html, 504.html or alike");
      return;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(PageLimits.PAGE_BYTES + 1);
    }
    if (bytes.length > PageLimits.PAGE_BYTES) {
      problems.add(file + " is larger than " + PageLimits.PAGE_BYTES / 1024 + " KiB");
      return;
    }
    String page = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    if (Pages.customPage(page).places() > PageLimits.PLACEHOLDERS) {
      problems.add(file + " has more than " + PageLimits.PLACEHOLDERS + " placeholders");
      return;
    }
    html.put(Integer.parseInt(name.substring(0, 3)), page);
  }
}
