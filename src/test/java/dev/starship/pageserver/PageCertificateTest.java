package dev.starship.pageserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageCertificateTest {
  @TempDir private Path folder;
  private Path chain = Path.of("");
  private Path key = Path.of("");

  @BeforeEach
  void nameFiles() {
    chain = folder.resolve("chain.pem");
    key = folder.resolve("key.pem");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, SHA256withRSA, true",
    "RSA, 2048, SHA256withRSA, false",
    "EC, 256, SHA256withECDSA, true",
    "EC, 384, SHA384withECDSA, false",
    "Ed25519, 0, Ed25519, true"
  })
  void readsKeysOfEachKindAndForm(String kind, int size, String signature, boolean pkcs8)
      throws Exception {
    KeyPair pair = Pem.pair(kind, size);
    Pem.certificate(chain, pair, signature);
    Path written = pkcs8 ? Pem.pkcs8(key, pair) : Pem.traditional(key, pair);
    assertThat(Files.readString(written))
        .contains(pkcs8 ? "BEGIN PRIVATE KEY" : "BEGIN " + kind + " PRIVATE KEY");
    assertThat(PageCertificate.load(chain, key).chain())
        .singleElement()
        .extracting(X509Certificate::getPublicKey)
        .isEqualTo(pair.getPublic());
  }

  @Test
  void takesChainAndKeyFromOneFile() throws Exception {
    KeyPair pair = Pem.pair("EC", 256);
    String both =
        Files.readString(Pem.pkcs8(key, pair))
            + Files.readString(Pem.certificate(chain, pair, "SHA256withECDSA"));
    Files.writeString(chain, both);
    assertThat(PageCertificate.load(chain, chain).chain()).hasSize(1);
  }

  @Test
  void skipsTheParametersOfACurve() throws Exception {
    KeyPair pair = Pem.pair("EC", 256);
    Pem.certificate(chain, pair, "SHA256withECDSA");
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    Files.writeString(key, parameters + Files.readString(Pem.traditional(key, pair)));
    assertThat(PageCertificate.load(chain, key).chain()).hasSize(1);
  }

  @Test
  void saysThatAFileDoesNotExist() throws Exception {
    whatIsWrong().hasMessage(chain + " does not exist");
    Pem.certificate(chain, Pem.pair("EC", 256), "SHA256withECDSA");
    whatIsWrong().hasMessage(key + " does not exist");
  }

  @Test
  void saysThatTheKeyBelongsToAnotherCertificate() throws Exception {
    Pem.certificate(chain, Pem.pair("EC", 256), "SHA256withECDSA");
    Pem.pkcs8(key, Pem.pair("EC", 256));
    whatIsWrong()
        .hasMessage(key + " is the key of another certificate than the first one in " + chain);
  }

  @Test
  void saysThatTheKeyIsOfAnotherKind() throws Exception {
    Pem.certificate(chain, Pem.pair("EC", 256), "SHA256withECDSA");
    Pem.pkcs8(key, Pem.pair("RSA", 2048));
    whatIsWrong()
        .hasMessageStartingWith(
            key + " has no usable key of the kind that " + chain + " needs (EC)");
  }

  @Test
  void saysThatTheKeyIsLocked() throws Exception {
    Pem.certificate(chain, Pem.pair("EC", 256), "SHA256withECDSA");
    byte[] locked = {
      0x30,
      0x0f,
      0x30,
      0x0a,
      6,
      6,
      0x2a,
      (byte) 0x86,
      0x48,
      (byte) 0x86,
      (byte) 0xf7,
      0x0d,
      5,
      0,
      4,
      1,
      1
    };
    Pem.write(key, new PemObject("ENCRYPTED PRIVATE KEY", locked));
    whatIsWrong().hasMessage(key + " is locked by a passphrase; give a key without one");
  }

  @Test
  void saysThatAFileHoldsSomethingElse() throws Exception {
    Files.writeString(chain, "hello");
    whatIsWrong().hasMessageStartingWith(chain + " has no certificate");
    Pem.certificate(chain, Pem.pair("EC", 256), "SHA256withECDSA");
    Files.copy(chain, key);
    whatIsWrong().hasMessageStartingWith(key + " has no private key");
    Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    whatIsWrong().hasMessageStartingWith(chain + " is not a PEM file that can be read");
    Files.write(chain, new byte[PemFiles.FILE_BYTES + 1]);
    whatIsWrong().hasMessage(chain + " is larger than 256 KiB, so it is not a PEM file");
  }

  @Test
  void saysThatCertificatesAreNoChain() throws Exception {
    KeyPair pair = Pem.pair("EC", 256);
    Pem.pkcs8(key, pair);
    String one = Files.readString(Pem.certificate(chain, pair, "SHA256withECDSA"));
    Files.writeString(chain, one + one);
    whatIsWrong()
        .hasMessageStartingWith(
            chain + " cannot be used: each certificate must be followed by that of its issuer");
  }

  @Test
  void theSelfSignedOneIsForANameThatCannotExistAndLastsAYear() throws Exception {
    Instant now = Instant.now();
    List<X509Certificate> made = PageCertificate.selfSigned(now).chain();
    X509Certificate certificate = made.getFirst();
    certificate.verify(certificate.getPublicKey());
    assertThat(made).hasSize(1);
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=unknown-host.invalid");
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(2, "unknown-host.invalid"));
    assertThat(certificate.getNotBefore()).isBefore(now);
    assertThat(certificate.getNotAfter()).isAfter(now.plus(Duration.ofDays(364)));
    assertThat(certificate.getSerialNumber()).isPositive();
    assertThat(PageCertificate.selfSigned(now).chain().getFirst().getSerialNumber())
        .isNotEqualTo(certificate.getSerialNumber());
  }

  private AbstractThrowableAssert<?, ? extends Throwable> whatIsWrong() {
    return assertThatThrownBy(() -> PageCertificate.load(chain, key))
        .isInstanceOf(IOException.class);
  }
}
