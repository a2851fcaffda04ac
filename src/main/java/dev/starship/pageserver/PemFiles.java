package dev.starship.pageserver;

import dev.starship.files.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// Reads certificates and keys from PEM files (RFC 7468). Every failure names the file and what is
/// wrong with it.
final class PemFiles {
  /// The most bytes of a PEM file: a chain of ten certificates has about 20 KiB.
  static final int FILE_BYTES = 256 * 1024;

  private PemFiles() {}

  /// All certificates in a file, at least one.
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    for (Object object : objects(file)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          certificates.add(converter.getCertificate(holder));
        } catch (CertificateException e) {
          throw new IOException(
              file + " has a certificate that cannot be read: " + e.getMessage(), e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          file + " has no certificate; it must have a part -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  /// The private key in a file, which belongs to `certificate`.
  ///
  /// @param chain the file of the certificate, for messages
  static PrivateKey key(Path file, X509Certificate certificate, Path chain) throws IOException {
    PublicKey publicKey = certificate.getPublicKey();
    PrivateKeyInfo encoded = onCurveOf(publicKey, encodedKey(file));
    String kind = publicKey.getAlgorithm();
    try {
      PrivateKey key =
          KeyFactory.getInstance(kind)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded.getEncoded()));
      if (areAPair(key, publicKey)) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "%s has no usable key of the kind that %s needs (%s): %s"
              .formatted(file, chain, kind, e.getMessage()),
          e);
    }
    throw new IOException(
        file + " is the key of another certificate than the first one in " + chain);
  }

  private static PrivateKeyInfo encodedKey(Path file) throws IOException {
    for (Object object : objects(file)) {
      switch (object) {
        case PrivateKeyInfo key -> {
          return key;
        }
        case PEMKeyPair pair -> {
          return pair.getPrivateKeyInfo();
        }
        case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
            throw new IOException(file + " is locked by a passphrase; give a key without one");
        default -> {
          // Files of EC keys often begin with the parameters of their curve.
        }
      }
    }
    throw new IOException(
        file + " has no private key; it must have a part -----BEGIN PRIVATE KEY-----");
  }

  /// An EC key may leave its curve to the certificate (RFC 5915 section 3 makes it optional); Java
  /// wants it said.
  private static PrivateKeyInfo onCurveOf(PublicKey publicKey, PrivateKeyInfo key)
      throws IOException {
    ASN1Encodable curve = key.getPrivateKeyAlgorithm().getParameters();
    boolean isEc =
        key.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey);
    if (!isEc || curve != null) {
      return key;
    }
    return new PrivateKeyInfo(
        SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()).getAlgorithm(),
        key.parsePrivateKey());
  }

  private static boolean areAPair(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] proof = "Are you a pair?".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(proof);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(publicKey);
    verifying.update(proof);
    return verifying.verify(signature);
  }

  private static List<Object> objects(Path file) throws IOException {
    List<Object> objects = new ArrayList<>();
    String text = text(file);
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(file + " is not a PEM file that can be read: " + e.getMessage(), e);
    }
    return objects;
  }

  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + FileTrouble.why(e), e);
    }
    if (bytes.length > FILE_BYTES) {
      throw new IOException(
          file + " is larger than " + FILE_BYTES / 1024 + " KiB, so it is not a PEM file");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
