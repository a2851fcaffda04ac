package dev.starship.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.preread.Opening;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertsTest {
  @Test
  void unknownHostIsTheRecordOfUnrecognizedName() {
    assertThat(hex(Ending.UNKNOWN_HOST, hello(true))).isEqualTo("15030300020270");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_HOST, 112",
    "LOOKUP_UNAVAILABLE, 80",
    "CLIENT_OVER_LIMIT, 80",
    "HOST_OVER_LIMIT, 80",
    "BACKEND_NOT_ALLOWED, 80",
    "BACKEND_UNRESOLVED, 80",
    "BACKEND_REFUSED, 80",
    "BACKEND_UNREACHABLE, 80",
    "BACKEND_CONNECT_TIMEOUT, 80",
    "BACKEND_RESET, 80",
    "BACKEND_CLOSED_EARLY, 80",
    "OVERLOADED, 80",
    "INTERNAL_ERROR, 80",
    "MALFORMED_OPENING, 50",
    "OPENING_TOO_LONG, 50",
    "REDIRECTED, 112",
    "MAINTENANCE, 80",
    "SUSPENDED, 49",
    "GONE, 112"
  })
  void eachEndingHasTheAlertOfTheContract(Ending ending, int description) {
    assertThat(hex(ending, hello(true)))
        .isEqualTo("150303000202" + HexFormat.of().toHexDigits((byte) description));
  }

  @Test
  void noHostIsAMissingExtensionToAClientThatOffersTls13() {
    assertThat(hex(Ending.NO_HOST, hello(true))).isEqualTo("1503030002026d");
  }

  @Test
  void noHostIsAnUnrecognizedNameToAnOlderClient() {
    assertThat(hex(Ending.NO_HOST, hello(false))).isEqualTo("15030300020270");
  }

  @Test
  void malformedOpeningNeedsNoHello() {
    assertThat(hex(Ending.MALFORMED_OPENING, null)).isEqualTo("15030300020232");
  }

  @Test
  void allRefusableEndingsButTwoAreAnswered() {
    Set<Ending> answered = EnumSet.noneOf(Ending.class);
    for (Ending ending : Ending.values()) {
      if (Alerts.alert(ending, hello(true)).length > 0) {
        answered.add(ending);
      }
    }
    // Of a part of a hello nothing is known, and loops of TLS show before the hello.
    Set<Ending> unanswered = EnumSet.of(Ending.OPENING_TIMEOUT, Ending.LOOP_DETECTED);
    Set<Ending> refusable = EnumSet.allOf(Ending.class);
    refusable.removeIf(ending -> !ending.refusable() || unanswered.contains(ending));
    assertThat(answered).isEqualTo(refusable);
  }

  private static String hex(Ending ending, Opening.@Nullable Tls hello) {
    return HexFormat.of().formatHex(Alerts.alert(ending, hello));
  }

  private static Opening.Tls hello(boolean offersTls13) {
    return new Opening.Tls(null, List.of(), offersTls13, false, 100);
  }
}
