package dev.starship.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFolderTest {
  @TempDir private Path folder;

  @Test
  void readsPagesByTheirStatusAndLeavesOtherFilesAlone() throws IOException {
    Files.writeString(folder.resolve("404.html"), "<p>n\u00f6 {host}</p>");
    Files.writeString(folder.resolve("503.html"), "busy");
    Files.writeString(folder.resolve("logo.svg"), "<svg/>");
    PageFolder read = PageFolder.read(folder);
    assertThat(read.problems()).isEmpty();
    assertThat(read.html()).containsOnlyKeys(404, 503).containsEntry(404, "<p>n\u00f6 {host}</p>");
  }

  @Test
  void namesEveryPageThatCannotBeUsed() throws IOException {
    Files.writeString(folder.resolve("4o4.html"), "typo");
    Files.writeString(folder.resolve("200.html"), "no refusal");
    Files.write(folder.resolve("502.html"), new byte[] {'a', (byte) 0xff});
    Files.write(folder.resolve("503.html"), new byte[PageLimits.PAGE_BYTES + 1]);
    Files.writeString(folder.resolve("504.html"), "{host}".repeat(PageLimits.PLACEHOLDERS + 1));
    PageFolder read = PageFolder.read(folder);
    assertThat(read.html()).isEmpty();
    assertThat(read.problems()).hasSize(5);
    assertThat(read.problems().get(0)).contains("200.html has no status as its name");
    assertThat(read.problems().get(1)).contains("4o4.html has no status as its name");
    assertThat(read.problems().get(2)).endsWith("502.html is not UTF-8");
    assertThat(read.problems().get(3)).endsWith("503.html is larger than 256 KiB");
    assertThat(read.problems().get(4)).endsWith("504.html has more than 64 placeholders");
  }

  @Test
  void acceptsAPageOfExactlyTheLargestSize() throws IOException {
    Files.writeString(folder.resolve("503.html"), "x".repeat(PageLimits.PAGE_BYTES));
    assertThat(PageFolder.read(folder).html()).containsOnlyKeys(503);
  }

  @Test
  void saysThatAFolderIsMissing() {
    PageFolder read = PageFolder.read(folder.resolve("nowhere"));
    assertThat(read.problems())
        .singleElement()
        .asString()
        .endsWith("nowhere is not a folder that can be read: there is no such file or folder");
  }
}
