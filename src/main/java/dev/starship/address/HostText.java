package dev.starship.address;

import com.ibm.icu.text.IDNA;
import dev.starship.address.Parsed.Invalid;
import dev.starship.address.Parsed.Valid;

/// Reads a host as a person writes it in a file or a command, and says what is wrong with it if it
/// is none. What clients send is read by [Host#parse] alone.
final class HostText {
  /// Longer texts are no host in any spelling and are not quoted back.
  private static final int MAX_CHARS = 1_000;

  private static final int MAX_QUOTED_CHARS = 80;

  private HostText() {}

  /// Loaded with the first name beyond ASCII: its tables take longer to load than a small file to
  /// read.
  private static final class International {
    /// UTS 46 without the transitional mappings, as browsers do it: `ß` stays itself. STD3 rules
    /// are off: [Host] decides on ASCII.
    private static final IDNA UTS46 =
        IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);
  }

  /// Reads `text`. A name beyond ASCII is an error that names its ASCII form (UTS 46).
  public static Parsed<Host> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return new Invalid<>("a host is at most " + Host.MAX_BYTES + " bytes long");
    }
    return Host.parse(text)
        .<Parsed<Host>>map(Valid::new)
        .orElseGet(() -> new Invalid<>(isAscii(text) ? whyNot(text) : asciiForm(text)));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  private static String asciiForm(String text) {
    IDNA.Info problems = new IDNA.Info();
    StringBuilder ascii = International.UTS46.nameToASCII(text, new StringBuilder(), problems);
    boolean usable = !problems.hasErrors() && Host.parse(ascii).isPresent();
    return usable
        ? "a host is written in ASCII: write "
            + Host.parse(ascii).orElseThrow()
            + " for "
            + quoted(text)
        : quoted(text) + " is not ASCII and not a valid international name either";
  }

  private static String whyNot(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty()) {
      return "a host has at least one letter or digit";
    }
    if (Ip.parse(name).isPresent()) {
      return quoted(text) + " is an IP address, not a host";
    }
    if (name.contains("://") || name.indexOf('/') >= 0) {
      return quoted(text) + " is a URL: write its host alone";
    }
    if (name.length() > Host.MAX_BYTES) {
      return "a host is at most " + Host.MAX_BYTES + " bytes long, this one has " + name.length();
    }
    if (namesPort(name)) {
      return quoted(text) + " names a port: write " + name.substring(0, name.indexOf(':'));
    }
    if (name.startsWith("*")) {
      return quoted(text) + " is a pattern, not a host";
    }
    return whyNotLabels(name);
  }

  private static boolean namesPort(String name) {
    int colon = name.indexOf(':');
    return colon > 0
        && name.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')
        && Host.parse(name.substring(0, colon)).isPresent();
  }

  private static String whyNotLabels(String name) {
    for (String label : name.split("\\.", -1)) {
      if (label.isEmpty()) {
        return quoted(name) + " has an empty label: two dots in a row, or one at the start";
      }
      if (label.length() > Host.MAX_LABEL_BYTES) {
        return "a label between dots is at most "
            + Host.MAX_LABEL_BYTES
            + " bytes long, this one has "
            + label.length();
      }
      if (Host.parse(label).isEmpty()) {
        return quoted(name) + " is not a host: only letters, digits, -, _ and dots";
      }
    }
    return quoted(name) + " is four numbers, which is not a host";
  }

  /// The text between quotes, shortened, with everything invisible shown as `?`.
  private static String quoted(String text) {
    String visible = text.replaceAll("\\p{C}", "?");
    boolean isLong = visible.length() > MAX_QUOTED_CHARS;
    return '"' + (isLong ? visible.substring(0, MAX_QUOTED_CHARS) + "…" : visible) + '"';
  }
}
