package dev.starship.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starship.address.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:9090", "127.8.9.10:0", "[::1]:9090", "[::ffff:127.0.0.1]:9090"})
  void loopbackNeedsNoToken(String bind) {
    assertThat(new AdminSettings(address(bind), null).token()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9090", "[::]:9090", "10.0.0.1:9090", "[::2]:9090"})
  void anyOtherAddressDemandsAToken(String bind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdminSettings(address(bind), null))
        .withMessageContaining("needs a token");
    assertThat(new AdminSettings(address(bind), "secret").bind()).isEqualTo(address(bind));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "line\n", "\u00fcml"})
  void aTokenCanBeSentInAHeader(String token) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdminSettings(address("127.0.0.1:9090"), token));
  }

  @Test
  void theTokenIsNotInItsText() {
    assertThat(new AdminSettings(address("127.0.0.1:9090"), "secret").toString())
        .doesNotContain("secret");
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }
}
