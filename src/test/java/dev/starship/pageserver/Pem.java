package dev.starship.pageserver;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// Writes certificates and keys to files, for tests.
final class Pem {
  private Pem() {}

  static KeyPair pair(String algorithm, int size) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (size > 0) {
      generator.initialize(size);
    }
    return generator.generateKeyPair();
  }

  /// A self-signed certificate.
  static Path certificate(Path file, KeyPair pair, String signature)
      throws IOException, GeneralSecurityException {
    return write(file, SelfSigned.certificate(SelfSigned.NAME, pair, signature, Instant.now()));
  }

  /// A key in PKCS #8.
  static Path pkcs8(Path file, KeyPair pair) throws IOException {
    return write(file, new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /// A key in the older form of its kind: PKCS #1 for RSA, SEC 1 for EC.
  static Path traditional(Path file, KeyPair pair) throws IOException {
    return write(file, new JcaMiscPEMGenerator(pair.getPrivate()));
  }

  static Path write(Path file, Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new JcaPEMWriter(text)) {
      switch (object) {
        case PemObject pem -> writer.writeObject(pem);
        case JcaMiscPEMGenerator pem -> writer.writeObject(pem);
        default -> writer.writeObject(new JcaMiscPEMGenerator(object));
      }
    }
    return Files.writeString(file, text.toString());
  }
}
