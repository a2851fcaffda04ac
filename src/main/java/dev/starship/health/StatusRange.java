package dev.starship.health;

import java.util.Optional;

/// Which answers to a GET are good, both ends counted.
public record StatusRange(int least, int most) {
  /// Success and redirects.
  public static final StatusRange DEFAULT = new StatusRange(200, 399);

  /// Checks that some status can be in it.
  public StatusRange {
    if (least < 200 || most > 599 || most < least) {
      throw new IllegalArgumentException("statuses go from 200 to 599");
    }
  }

  /// The range of a text such as `200-399` or `204`; empty if it is none.
  public static Optional<StatusRange> parse(String text) {
    if (!text.matches("[2-5][0-9][0-9](-[2-5][0-9][0-9])?")) {
      return Optional.empty();
    }
    int least = Integer.parseInt(text.substring(0, 3));
    int most = Integer.parseInt(text.substring(text.length() - 3));
    return least <= most ? Optional.of(new StatusRange(least, most)) : Optional.empty();
  }

  boolean contains(int status) {
    return status >= least && status <= most;
  }

  @Override
  public String toString() {
    return least == most ? Integer.toString(least) : least + "-" + most;
  }
}
