package dev.starship.bench;

import java.util.List;
import java.util.Locale;

/// The ratios to the best peer as bars (SVG): shorter is better, the full line is the best peer, a
/// short one what is asked. Its colours can be read on light and dark ground.
final class Chart {
  private static final int LEFT = 250;
  private static final int WIDTH = 860;
  private static final int TOP = 56;
  private static final int STEP = 20;
  private static final double MOST = 1.5;
  private static final double SCALE = (WIDTH - LEFT - 70) / MOST;

  private final Report report;

  Chart(Report report) {
    this.report = report;
  }

  String svg() {
    List<String> rows =
        report.rows().stream()
            .filter(Chart::compares)
            .filter(row -> !Double.isNaN(report.ratio(row)))
            .toList();
    int bottom = TOP + rows.size() * STEP;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#808080\">%n"
            .formatted(WIDTH, bottom + 44));
    text(svg, 10, 22, "Starship divided by the best peer that ends connections the same way");
    text(svg, 10, 40, "less is better; line: the best peer; short mark: what is asked");
    for (int i = 0; i < rows.size(); i++) {
      bar(svg, rows.get(i), TOP + i * STEP);
    }
    line(svg, x(1), TOP - 4, bottom, 1);
    text(svg, 10, bottom + 26, String.join(", ", report.machine().values()));
    return svg.append("</svg>\n").toString();
  }

  /// Whether the peers are the measure of a row.
  private static boolean compares(String row) {
    Asked asked = Asked.in(row);
    return asked == null && !row.endsWith(" generator") && !row.endsWith(" factor")
        || asked != null && asked.of() == Asked.Of.RATIO;
  }

  private void bar(StringBuilder svg, String row, int y) {
    double ratio = report.ratio(row);
    text(svg, 10, y + 12, row);
    svg.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"14\" fill=\"%s\"/>%n"
            .formatted(LEFT, y, x(ratio) - LEFT, ratio <= 1 ? "#2a9d8f" : "#d1704f"));
    text(svg, x(ratio) + 6, y + 12, String.format(Locale.ROOT, "%.2f", ratio));
    Asked asked = Asked.in(row);
    if (asked != null && asked.of() == Asked.Of.RATIO) {
      line(svg, x(asked.most()), y - 1, y + 15, 3);
    }
  }

  private static void text(StringBuilder svg, int x, int y, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.append("<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y, escaped));
  }

  private static void line(StringBuilder svg, int x, int from, int to, int width) {
    svg.append(
        "<line x1=\"%1$d\" x2=\"%1$d\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#808080\" stroke-width=\"%4$d\"/>%n"
            .formatted(x, from, to, width));
  }

  /// Where a ratio is drawn.
  private static int x(double ratio) {
    return LEFT + (int) Math.round(Math.min(ratio, MOST) * SCALE);
  }
}
