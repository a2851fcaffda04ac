package dev.starship.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An HTML page with places to fill. Only `{name}` with a known name is a place: the braces of
/// styles and scripts stay.
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]{1,16})}");

  private final List<String> literals;
  private final List<String> places;
  private final int length;

  private Template(List<String> literals, List<String> places, int length) {
    this.literals = List.copyOf(literals);
    this.places = List.copyOf(places);
    this.length = length;
  }

  static Template parse(String html, Set<String> names) {
    List<String> literals = new ArrayList<>();
    List<String> places = new ArrayList<>();
    int from = 0;
    Matcher matcher = PLACE.matcher(html);
    while (matcher.find()) {
      if (names.contains(matcher.group(1))) {
        literals.add(html.substring(from, matcher.start()));
        places.add(matcher.group(1));
        from = matcher.end();
      }
    }
    literals.add(html.substring(from));
    return new Template(literals, places, html.length());
  }

  /// How many places there are to fill.
  int places() {
    return places.size();
  }

  /// The page with each place filled by what `value` says for its name, which is escaped already.
  String fill(UnaryOperator<String> value) {
    StringBuilder page = new StringBuilder(length + 512).append(literals.getFirst());
    for (int i = 0; i < places.size(); i++) {
      page.append(value.apply(places.get(i))).append(literals.get(i + 1));
    }
    return page.toString();
  }
}
