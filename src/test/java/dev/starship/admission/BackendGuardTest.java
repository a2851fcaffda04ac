package dev.starship.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Ip;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which addresses a route may name.
class BackendGuardTest {
  private static final List<Cidr> EVERYTHING = List.of(cidr("0.0.0.0/0"), cidr("::/0"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:80",
        "127.255.255.254:80",
        "0.0.0.0:80",
        "0.1.2.3:80",
        "169.254.169.254:80",
        "224.0.0.1:80",
        "255.255.255.255:80",
        "100.100.100.200:80",
        "168.63.129.16:80",
        "[::]:80",
        "[::1]:80",
        "[::7f00:1]:80",
        "[::ffff:127.0.0.1]:80",
        "[64:ff9b::7f00:1]:80",
        "[64:ff9b:1::7f00:1]:80",
        "[64:ff9b::a9fe:a9fe]:80",
        "[fe80::1]:80",
        "[ff02::1]:80",
        "192.0.0.192:80",
        "[fd00:ec2::254]:80",
        "[fd00:ec2::23]:80",
        "[fd20:ce::254]:80",
        "[fd00:c1::a9fe:a9fe]:80",
        "[fd00:42::42]:80",
        "[fd00:100::100:200]:80",
        "[fd00:a9fe:a9fe::1]:80"
      })
  void refusesWhatIsNeverATenantsBackend(String backend) {
    assertThat(guard(List.of(), "192.0.2.7:443").allows(address(backend))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.24:443", "203.0.113.9:80", "[fd00::24]:443", "[2001:db8::1]:80"})
  void allowsEveryOtherAddress(String backend) {
    assertThat(guard(List.of(), "192.0.2.7:443").allows(address(backend))).isTrue();
  }

  @Test
  void allowsARangeThatTheOperatorAllowsHoweverTheAddressIsWritten() {
    BackendGuard guard = guard(List.of(cidr("127.0.0.0/8")), "192.0.2.7:443");
    assertThat(guard.allows(address("127.0.0.1:80"))).isTrue();
    assertThat(guard.allows(address("[::ffff:127.0.0.1]:80"))).isTrue();
    assertThat(guard.allows(address("[64:ff9b::7f00:1]:80"))).isTrue();
    assertThat(guard.allows(address("[::1]:80"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:443",
        "[::ffff:127.0.0.1]:443",
        "[64:ff9b::7f00:1]:443",
        "0.0.0.0:443",
        "[::ffff:0.0.0.0]:443"
      })
  void neverAllowsItsOwnListener(String backend) {
    assertThat(guard(EVERYTHING, "127.0.0.1:443").allows(address(backend))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:443", "[::]:443"})
  void neverAllowsItsOwnListenerOfIpv6(String backend) {
    assertThat(guard(EVERYTHING, "[::1]:443").allows(address(backend))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.7:443", "127.0.0.1:443", "127.9.9.9:443", "[::1]:443", "0.0.0.0:443"})
  void anUnspecifiedListenerIsEveryLocalAddress(String backend) {
    assertThat(guard(EVERYTHING, "0.0.0.0:443").allows(address(backend))).isFalse();
    assertThat(guard(EVERYTHING, "[::]:443").allows(address(backend))).isFalse();
  }

  @Test
  void anotherPortOfTheSameMachineIsNotItsOwn() {
    BackendGuard guard = guard(EVERYTHING, "[::]:443");
    assertThat(guard.allows(address("192.0.2.7:8443"))).isTrue();
    assertThat(guard.isOwn(address("127.0.0.1:8443"))).isFalse();
    assertThat(guard.isOwn(address("192.0.2.8:443"))).isFalse();
  }

  @Test
  void anAddressThatTheMachineGetsLaterIsItsOwnFromThenOn() {
    AtomicReference<Set<Ip>> local = new AtomicReference<>(Set.of(ip("192.0.2.7")));
    BackendGuard guard = new BackendGuard(EVERYTHING, Set.of(address("[::]:443")), local::get);
    assertThat(guard.allows(address("192.0.2.8:443"))).isTrue();
    local.set(Set.of(ip("192.0.2.7"), ip("192.0.2.8")));
    assertThat(guard.allows(address("192.0.2.8:443"))).isFalse();
    assertThat(guard.allows(address("[64:ff9b::c000:208]:443"))).isFalse();
    assertThat(guard.allows(address("192.0.2.8:8443"))).isTrue();
    local.set(Set.of(ip("192.0.2.7")));
    assertThat(guard.allows(address("192.0.2.8:443"))).isTrue();
  }

  private static BackendGuard guard(List<Cidr> allow, String own) {
    return new BackendGuard(allow, Set.of(address(own)), () -> Set.of(ip("192.0.2.7")));
  }

  private static Ip ip(String text) {
    return Ip.parse(text).orElseThrow();
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  private static Cidr cidr(String text) {
    return Cidr.parse(text).orElseThrow();
  }
}
