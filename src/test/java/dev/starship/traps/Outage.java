package dev.starship.traps;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A way for an API to be down. Reactions hold nothing, though the checker cannot see that.
@SuppressWarnings("ImmutableEnumChecker")
enum Outage {
  REFUSED(null),
  CLOSING(Reaction.CLOSE),
  HANGING(Reaction.HANG),
  DRIPPING(Reaction.DRIP),
  FAULT(Reaction.answer(500, "{\"error\":\"database\"}")),
  OVERLOAD(Reaction.answer(503, "", "Retry-After", "1")),
  NO_ROUTE(Reaction.answer(200, "{\"app\":\"A Simple App\"}")),
  NO_JSON(Reaction.answer(200, "<html>It works!</html>")),
  MOVED(Reaction.answer(302, "", "Location", "/login")),
  INGRESS_PAGE(Reaction.answer(404, "<html>default backend - 404</html>"));

  private final @Nullable Reaction reaction;

  Outage(@Nullable Reaction reaction) {
    this.reaction = reaction;
  }

  void begin(ScriptedApi api) throws IOException {
    if (reaction == null) {
      api.refuse();
    } else {
      api.onAll(reaction);
    }
  }

  /// The API knows every host again, in `cluster`.
  void end(ScriptedApi api, Cluster cluster) throws IOException {
    api.onAll(Reaction.to(cluster));
    if (reaction == null) {
      api.accept();
    }
  }

  /// A 404 of whatever stands in front of the API cannot be told from one of the API by a host that
  /// was never known.
  boolean looksLikeUnknown() {
    return this == INGRESS_PAGE;
  }
}
