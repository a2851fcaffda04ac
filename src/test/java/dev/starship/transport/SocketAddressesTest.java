package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(32, 8).fill((byte) 0xEE);

  @Test
  void writesSockaddrIn() {
    assertThat(SocketAddresses.write(memory, address("10.1.2.3:443"))).isEqualTo(16);
    assertThat(hex(16)).isEqualTo("0200" + "01bb" + "0a010203" + "0000000000000000");
  }

  @Test
  void writesSockaddrIn6() {
    assertThat(SocketAddresses.write(memory, address("[2001:db8::1]:8443"))).isEqualTo(28);
    assertThat(hex(28))
        .isEqualTo("0a00" + "20fb" + "00000000" + "20010db8000000000000000000000001" + "00000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:0", "255.255.255.255:65535", "[::]:1", "[fe80::1]:65535"})
  void readsWhatItWrote(String text) {
    SocketAddresses.write(memory, address(text));
    assertThat(SocketAddresses.read(memory)).isEqualTo(address(text));
  }

  @Test
  void readsAMappedAddressAsIpv4() {
    byte[] mapped = HexFormat.of().parseHex("0a0001bb0000000000000000000000000000ffff0a010203");
    MemorySegment.copy(mapped, 0, memory, ValueLayout.JAVA_BYTE, 0, mapped.length);
    assertThat(SocketAddresses.read(memory)).isEqualTo(address("10.1.2.3:443"));
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  private String hex(int length) {
    return HexFormat.of().formatHex(memory.toArray(ValueLayout.JAVA_BYTE), 0, length);
  }
}
