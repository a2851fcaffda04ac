package dev.starship.config;

import dev.starship.accesslog.AccessLogSettings;
import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Host;
import dev.starship.health.StatusRange;
import dev.starship.source.http.UrlRules;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A kind of value: how its text is read and written, and what to tell who got it wrong.
///
/// @param instead what would be right, as in "write INSTEAD"
/// @param read the value of a text; empty if the text has none
/// @param write the text of a value, which `read` reads as the same value
/// @param show what of a text anybody may see
/// @param why why a text has no value, as a phrase that repeats nothing of it; empty if `instead`
///   says enough
record Kind<T>(
    String instead,
    Function<String, Optional<T>> read,
    Function<T, String> write,
    UnaryOperator<String> show,
    Function<String, Optional<String>> why) {
  private static final int MAX_PORT = 65_535;
  private static final String HIDDEN = "***";

  /// A bearer token.
  static final Kind<String> TOKEN = secret("visible ASCII characters without spaces", "[!-~]+");

  /// What may stand in an HTTP header (RFC 9110 section 5.5).
  static final Kind<String> HEADER =
      secret("one line of visible ASCII characters", "[!-~]([ \\t!-~]*[!-~])?");

  static final Kind<Address> ADDRESS =
      new Kind<>(
          "an IP address and a port, such as \"[::]:443\" or 127.0.0.1:8443",
          Address::parse,
          Address::toString);

  static final Kind<Cidr> RANGE =
      new Kind<>(
          "a range of IP addresses, such as 10.0.0.0/8 or fd00::/8", Cidr::parse, Cidr::toString);

  static final Kind<URI> URL =
      new Kind<>(
          "a URL with http:// or https:// and a host, with a port up to 65535",
          text ->
              UrlRules.problem(text).isPresent() ? Optional.empty() : Optional.of(URI.create(text)),
          URI::toString,
          UrlRules::withoutSecrets,
          UrlRules::problem);

  /// A URL with `{host}` somewhere behind its authority.
  static final Kind<String> LOOKUP_URL =
      new Kind<>(
          "a URL such as http://api.internal:8080/routes/{host}, with a port up to 65535",
          text -> Optional.of(text).filter(url -> UrlRules.problemOfLookup(url).isEmpty()),
          text -> text,
          UrlRules::withoutSecrets,
          UrlRules::problemOfLookup);

  static final Kind<Host> HOST =
      new Kind<>("the name of a host, such as health.internal", Host::parse, Host::name);

  /// The target of a GET, in origin form.
  static final Kind<String> REQUEST_TARGET =
      new Kind<>(
          "a path such as /health",
          text -> Optional.of(text).filter(target -> target.matches("/[!-~&&[^#]]{0,1023}")),
          text -> text);

  static final Kind<StatusRange> STATUSES =
      new Kind<>(
          "a status or a range from 200 to 599, such as 204 or 200-399",
          StatusRange::parse,
          StatusRange::toString);

  static final Kind<Integer> PORT = number(1, MAX_PORT);

  Kind(String instead, Function<String, Optional<T>> read, Function<T, String> write) {
    this(instead, read, write, UnaryOperator.identity(), _ -> Optional.empty());
  }

  /// A value as anybody may see it.
  String shown(T value) {
    return show.apply(write.apply(value));
  }

  /// A text with references as anybody may see it: that it has some keeps the secret.
  String shownReference(String written) {
    String shown = show.apply(written);
    return shown.equals(HIDDEN) ? written : shown;
  }

  /// What to tell of a text that has no value.
  ///
  /// @param written the text as it stands in the file
  /// @param text the same with what its references stand for
  String refusal(String written, String text) {
    // A URL may name a user and a password, in whatever way it is wrong.
    String shown = written.contains("@") ? HIDDEN : show.apply(written);
    return (shown.equals(HIDDEN) ? "what stands here" : "\"" + shown + "\"")
        + " cannot be used"
        + why.apply(text).map(reason -> ": " + reason).orElse("");
  }

  private static Kind<String> secret(String instead, String pattern) {
    return new Kind<>(
        instead,
        text -> Optional.of(text).filter(t -> t.matches(pattern)),
        text -> text,
        _ -> HIDDEN,
        _ -> Optional.empty());
  }

  /// A duration such as `250ms`, `3s`, `5m` or `24h`, of `least` or more.
  static Kind<Duration> duration(Duration least) {
    return duration(least, Units.LONGEST);
  }

  /// A duration from `least` to `most`.
  static Kind<Duration> duration(Duration least, Duration most) {
    return new Kind<>(
        "a duration from "
            + Units.text(least)
            + " to "
            + Units.text(most)
            + ", such as 250ms, 3s, 5m or 24h",
        text ->
            Units.duration(text)
                .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0),
        Units::text);
  }

  /// A number of bytes such as `64KiB` or `1MiB`.
  static Kind<Integer> size(int least, int most) {
    return new Kind<Integer>(
        "a size from " + Units.size(least) + " to " + Units.size(most) + ", such as 64KiB or 1MiB",
        text -> Units.bytes(text).filter(size -> size >= least && size <= most).map(Long::intValue),
        Units::size);
  }

  static Kind<Integer> percent(int least, int most) {
    return new Kind<>(
        "a share from " + least + "% to " + most + "%",
        text ->
            text.endsWith("%")
                ? wholeNumber(text.substring(0, text.length() - 1), least, most)
                : Optional.empty(),
        share -> share + "%");
  }

  static Kind<Integer> number(int least, int most) {
    return new Kind<>(
        "a whole number from " + least + " to " + most,
        text -> wholeNumber(text, least, most),
        Object::toString);
  }

  /// One of the constants of an enum, in lower case.
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> words) {
    List<E> all = List.of(words.getEnumConstants());
    return new Kind<>(
        String.join(" or ", all.stream().map(Kind::word).toList()),
        text -> all.stream().filter(constant -> word(constant).equals(text)).findFirst(),
        Kind::word);
  }

  /// A path; a relative one starts from `folder`.
  static Kind<Path> path(Path folder) {
    return new Kind<>("a path", text -> path(folder, text), Path::toString);
  }

  /// Where the access log goes: one of its two words, or a path.
  static Kind<String> log(Path folder) {
    return new Kind<>(
        "stdout, none or a path",
        text ->
            AccessLogSettings.isFile(text)
                ? path(folder, text).map(Path::toString)
                : Optional.of(text),
        text -> text);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Integer> wholeNumber(String text, int least, int most) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .filter(number -> number >= least && number <= most);
  }

  private static Optional<Path> path(Path folder, String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(folder.resolve(text).normalize());
    } catch (InvalidPathException wrong) {
      return Optional.empty();
    }
  }
}
